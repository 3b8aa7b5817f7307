"""What goes into the Lambda package, and what does not."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infra import emulator
from infra.package import (
    ELF_MACHINES,
    HEADROOM,
    LEFT_OUT,
    LIMIT,
    MB,
    PROCESSORS,
    PYTHON,
    STAMP,
    add_product,
    check_machine_code,
    commit,
    size_of,
    size_table,
    stamp,
    trim,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=list(PROCESSORS))
def processor(request):
    return request.param


@pytest.fixture
def package(processor):
    """The folder that `make lambda` built."""
    try:
        return emulator.built_package(processor)
    except emulator.MissingPartError as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("ai_edge_litert/interpreter.py", True),
        ("ai_edge_litert/libpywrap_litert_common.so", True),
        ("ai_edge_litert/libLiteRtWebGpuAccelerator.so", False),
        ("ai_edge_litert/aot/vendors/fallback_backend.py", False),
        ("ai_edge_litert/vendors/qualcomm/libplugin.so", False),
        ("cv2/cv2.abi3.so", True),
        ("cv2/__init__.pyi", False),
        ("opencv_python_headless.libs/libavcodec-c4204469.so", True),
        ("numpy/_core/tests/test_dtype.py", False),
        ("numpy/_core/include/numpy/arrayobject.h", False),
        ("numpy/testing/__init__.py", True),
        ("numpy-2.4.6.dist-info/licenses/LICENSE.txt", True),
        ("tqdm-4.70.1.dist-info/METADATA", False),
        ("google/protobuf/message.py", False),
    ],
)
def test_trimming_takes_what_reading_a_picture_never_loads(tmp_path, path, stays):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"")
    trim(tmp_path)
    assert file.exists() == stays


def test_the_product_is_packaged_with_its_model_and_without_leftovers(tmp_path):
    add_product(tmp_path)
    files = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*")}
    assert {"lambda_fn/handler.py", "lambda_fn/model/digits.tflite", "lambda_fn/model/digits.json"} <= files
    assert not [file for file in files if "__pycache__" in file]


def test_the_built_package_leaves_room_under_lambdas_limit(package):
    assert size_of(package) <= LIMIT - HEADROOM


def stated_sizes():
    """(page, processor or what else the row is of, MB) of each figure of the package's size in infra's pages."""
    pages = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "infra").glob("*.md")}
    row = r"^\| package(?:, (.+?))? \| ([\d.]+)\b.*?\|"
    return [(name, of, float(size)) for name, text in pages.items() for of, size in re.findall(row, text, re.MULTILINE)]


def test_the_packages_size_is_stated_once_for_each_processor():
    assert [(page, of) for page, of, _ in stated_sizes()] == [("README.md", processor) for processor in PROCESSORS]
    assert f"Lambda's limit is {LIMIT / MB:.1f} MB" in (ROOT / "infra/README.md").read_text(encoding="utf-8")


def test_the_built_package_is_as_large_as_stated(package, processor):
    if not list(package.rglob("*.pyc")):
        pytest.skip(f"the package was built without a Python {PYTHON}")
    (stated,) = [size for _, of, size in stated_sizes() if of == processor]
    assert size_of(package) / MB == pytest.approx(stated, abs=0.5)


def test_the_built_package_holds_nothing_that_is_left_out(package):
    assert [str(file) for pattern in LEFT_OUT for file in package.glob(pattern)] == []


def test_the_built_package_says_what_it_was_built_of(package, processor):
    model = json.loads((package / "lambda_fn/model/digits.json").read_text(encoding="utf-8"))["version"]
    built = json.loads((package / STAMP).read_text(encoding="utf-8"))
    assert (built["model"], built["processor"], built["python"]) == (model, processor, PYTHON)
    assert re.fullmatch(r"[0-9a-f]{7,40}\+?|unknown", built["commit"])


def test_all_machine_code_of_the_built_package_is_for_its_processor_and_lambdas_glibc(package, processor):
    assert check_machine_code(package, processor) > 10


def test_every_module_of_the_built_package_is_compiled_for_lambdas_python(package):
    if not list(package.rglob("*.pyc")):
        pytest.skip(f"the package was built without a Python {PYTHON}")
    tag = f"cpython-{PYTHON.replace('.', '')}"
    for module in package.rglob("*.py"):
        compiled = module.parent / "__pycache__" / f"{module.stem}.{tag}.pyc"
        assert compiled.is_file() or "lib2to3" in module.parts, f"{module} is not compiled"


@pytest.mark.skipif(not shutil.which("readelf"), reason="readelf (Debian's package binutils) is not on this machine")
def test_every_library_that_the_built_packages_machine_code_asks_for_is_there(package):
    """What cannot be run here is at least complete: nothing that was left out is asked for by what was kept."""
    libraries = [path for path in package.rglob("*.so*") if path.is_file()]
    table = subprocess.run(["readelf", "-dW", *libraries], capture_output=True, text=True, check=True).stdout
    asked = set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", table))
    of_lambda = r"(lib(c|m|dl|pthread|rt|util|gcc_s|stdc\+\+|z)|ld-linux-.+)\.so\.\d"
    assert [name for name in asked - {path.name for path in libraries} if not re.fullmatch(of_lambda, name)] == []


@pytest.mark.parametrize(
    ("machine", "symbol", "complaint"),
    [
        ("x86_64", b"\0GLIBC_2.34\0", None),
        ("arm64", b"\0GLIBC_2.17\0", "another processor"),
        ("x86_64", b"\0GLIBC_2.38\0", "asks for glibc"),
    ],
)
def test_machine_code_that_lambda_could_not_load_is_found(tmp_path, machine, symbol, complaint):
    header = b"\x7fELF" + bytes(14) + ELF_MACHINES[machine].to_bytes(2, "little")
    (tmp_path / "module.so").write_bytes(header + symbol)
    if complaint is None:
        assert check_machine_code(tmp_path, "x86_64") == 1
    else:
        with pytest.raises(ValueError, match=complaint):
            check_machine_code(tmp_path, "x86_64")


def test_the_stamp_names_commit_and_model(tmp_path):
    add_product(tmp_path)
    built = stamp(tmp_path, "arm64")
    assert json.loads((tmp_path / STAMP).read_text(encoding="utf-8")) == built
    assert (built["commit"], built["processor"]) == (commit(), "arm64")


def test_the_size_table_adds_up(tmp_path):
    for name, size in {"large/a.so": 3_000_000, "large/b/c.pyc": 500_000, "small.py": 20_000}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    rows = {row[:32].strip(): float(row[32:].split()[0]) for row in size_table(tmp_path).splitlines()}
    assert rows == {
        "large": 3.5,
        "the rest": 0.0,
        "sum": 3.5,
        "left of Lambda's limit": round((LIMIT - 3_520_000) / 1e6, 1),
        "(compiled .pyc in the sum)": 0.5,
    }
