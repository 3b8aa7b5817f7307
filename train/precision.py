"""bfloat16 where the processor multiplies it in hardware: about half the time of a step, and the weights stay float32."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# As Linux calls them; elsewhere bfloat16 is not tried.
FLAGS = {"avx512_bf16", "amx_bf16"}
CPU = Path("/proc/cpuinfo")


def has_bfloat16(cpu: Path = CPU) -> bool:
    """Whether this processor has instructions for bfloat16."""
    try:
        return not FLAGS.isdisjoint(cpu.read_text().split())
    except OSError:
        return False


def prepare() -> None:
    """Before TensorFlow is imported: only oneDNN's kernels use those instructions."""
    if has_bfloat16():
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


@contextmanager
def mixed() -> Iterator[None]:
    """Networks built within compute in bfloat16 where that is fast, else in float32."""
    import keras

    before = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy("mixed_bfloat16" if has_bfloat16() else "float32")
    try:
        yield
    finally:
        keras.mixed_precision.set_global_policy(before)
