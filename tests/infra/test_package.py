"""What goes into the Lambda package, and what does not."""

from pathlib import Path

import pytest

from infra.package import HEADROOM, LEFT_OUT, LIMIT, add_product, size_of, trim

PACKAGE = Path(__file__).parents[2] / "infra/.aws-sam/build/ReadFunction"


@pytest.fixture
def package():
    """The folder that `make lambda` built."""
    if not (PACKAGE / "lambda_fn").is_dir():
        pytest.skip("no Lambda package: run `make lambda` first")
    return PACKAGE


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


def test_the_built_package_holds_nothing_that_is_left_out(package):
    assert [str(file) for pattern in LEFT_OUT for file in package.glob(pattern)] == []
