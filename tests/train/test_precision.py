"""bfloat16 is used where the processor has it, and nowhere else."""

import os

import pytest

from train import precision

FLAGS = "flags\t\t: fpu sse2 avx2 avx512f avx512_vnni"


@pytest.mark.parametrize(
    "text, has",
    [
        (f"processor\t: 0\n{FLAGS} avx512_bf16 amx_tile\n", True),
        (f"processor\t: 0\n{FLAGS} amx_bf16\n", True),
        (f"processor\t: 0\n{FLAGS}\nbugs\t\t: spectre_v1\n", False),
        (f"{FLAGS} avx512_bf160 not_amx_bf16\n", False),
        ("Features\t: fp asimd bf16\n", False),
        ("", False),
    ],
    ids=["AVX-512", "AMX", "neither", "names that only look like it", "another architecture", "empty"],
)
def test_a_processor_says_by_its_flags_whether_it_has_bfloat16(tmp_path, text, has):
    cpu = tmp_path / "cpuinfo"
    cpu.write_text(text)
    assert precision.has_bfloat16(cpu) is has


def test_where_no_processor_is_described_bfloat16_is_not_tried(tmp_path):
    assert not precision.has_bfloat16(tmp_path / "cpuinfo")


@pytest.mark.parametrize("has, before, after", [(True, None, "1"), (True, "0", "0"), (False, None, None)])
def test_onednn_is_asked_for_where_it_helps_unless_the_user_has_decided(monkeypatch, has, before, after):
    monkeypatch.setattr(precision, "has_bfloat16", lambda: has)
    monkeypatch.setattr(os, "environ", {} if before is None else {"TF_ENABLE_ONEDNN_OPTS": before})
    precision.prepare()
    assert os.environ.get("TF_ENABLE_ONEDNN_OPTS") == after


@pytest.mark.parametrize("has, computes", [(True, "bfloat16"), (False, "float32")])
def test_a_network_built_within_computes_so_and_keeps_its_weights_and_answers_in_float32(monkeypatch, has, computes):
    import keras

    from train.models import BUILD

    monkeypatch.setattr(precision, "has_bfloat16", lambda: has)
    before = keras.mixed_precision.global_policy().name
    with precision.mixed():
        networks = [build() for build in BUILD.values()]
    assert keras.mixed_precision.global_policy().name == before
    for network in networks:
        inner = [layer for layer in network.layers if layer.weights and layer.name != "probabilities"]
        assert {layer.compute_dtype for layer in inner} == {computes}
        assert {weight.dtype for weight in network.weights} == {"float32"}
        assert network.outputs[0].dtype == "float32"


def test_the_policy_is_put_back_after_an_error():
    import keras

    before = keras.mixed_precision.global_policy().name
    with pytest.raises(ZeroDivisionError), precision.mixed():
        _ = 1 / 0
    assert keras.mixed_precision.global_policy().name == before
