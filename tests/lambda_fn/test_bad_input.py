"""A bad picture is an answer, not a crash: a code and one clear line each, and the rest of the batch goes on."""

import io
import json
import struct
import sys
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from lambda_fn.decode import MAX_BYTES, decode
from lambda_fn.errors import PictureError
from lambda_fn.header import jpeg_is_cut_short


def png(width, height, body=b""):
    """A PNG whose header claims a size, whatever its body holds."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def photo(extension):
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    return cv2.imencode(extension, noise)[1].tobytes()


def gif(width, height):
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b";"


def bigger_tiff(width, height):
    """A TIFF of one directory, which has nothing but a size."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (277, 3, 1, 1)]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\x00" + struct.pack("<I", 8) + directory + bytes(4)


BAD = {
    "empty.jpg": (b"", "not-an-image"),
    "letter.txt.png": (b"Dear reader,\nthis is a letter, not a picture.\n", "not-an-image"),
    "markup.jpg": (b"<!DOCTYPE html><html><body>404</body></html>", "not-an-image"),
    "zeros.png": (bytes(5000), "not-an-image"),
    "noise.jpg": (np.random.default_rng(1).bytes(5000), "not-an-image"),
    "signature-only.png": (b"\x89PNG\r\n\x1a\n", "not-an-image"),
    "signature-only.jpg": (b"\xff\xd8\xff", "not-an-image"),
    "no-pixels.png": (png(0, 10), "not-an-image"),
    "no-body.png": (png(100, 100), "not-an-image"),
    "cut-short.jpg": (photo(".jpg")[:2000], "not-an-image"),
    "end-missing.jpg": (photo(".jpg")[:-2], "not-an-image"),
    "cut-short.png": (photo(".png")[:2000], "not-an-image"),
    "cut-short.webp": (photo(".webp")[:1000], "not-an-image"),
    "cut-short.gif": (photo(".gif")[:2000], "not-an-image"),
    "cut-short.tiff": (photo(".tiff")[:2000], "not-an-image"),
    "cut-short.bmp": (photo(".bmp")[:2000], "not-an-image"),
    "claims-60000x60000.png": (png(60000, 60000), "too-many-pixels"),
    "claims-60000x60000.gif": (gif(60000, 60000), "too-many-pixels"),
    "claims-60000x60000.tiff": (bigger_tiff(60000, 60000), "too-many-pixels"),
    "claims-60000x60000.bmp": (
        b"BM" + struct.pack("<IHHIIHHHH", 26, 0, 0, 26, 12, 60000, 60000, 1, 24),
        "too-many-pixels",
    ),
    "claims-60000x60000.ppm": (b"P6 60000 60000 255\n", "too-many-pixels"),
    "claims-60000x60000.hdr": (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n", "too-many-pixels"),
    "claims-60000x60000.pfm": (b"PF\n60000 60000\n-1.0\n", "too-many-pixels"),
    "one-too-many.png": (png(10_001, 10_000), "too-many-pixels"),
    "phone.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "unsupported-format"),
    "drawing.svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported-format"),
    "scan.pdf": (b"%PDF-1.7\n1 0 obj\n", "unsupported-format"),
    "film.png": (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(100), "unsupported-format"),
    "linear.exr": (b"\x76\x2f\x31\x01\x02\x00\x00\x00" + bytes(100), "unsupported-format"),
}
NAMES = list(BAD)


@pytest.fixture(scope="module")
def batch(tmp_path_factory, drawn, digits):
    """All bad pictures in one run, with a missing one and a good one after each."""
    folder = tmp_path_factory.mktemp("bad")
    good = folder / "good.png"
    cv2.imwrite(str(good), drawn("3"))
    paths = []
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
        paths += [folder / name, good]
    return paths, digits("--json", *paths)


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_picture_is_an_answer_not_a_crash(name, batch):
    paths, done = batch
    answer = json.loads(done.stdout.splitlines()[2 * NAMES.index(name)])
    assert answer["source"] == str(paths[2 * NAMES.index(name)])
    assert answer["error"]["code"] == BAD[name][1]
    assert 0 < len(answer["error"]["message"]) < 120
    assert "\n" not in answer["error"]["message"]
    assert set(answer) == {"schema", "source", "error", "model"}


def test_no_picture_is_lost_from_a_batch(batch):
    paths, done = batch
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["source"] for answer in answers] == [str(path) for path in paths]
    assert all(answer["text"] == "3" for answer in answers[1::2])
    assert (done.returncode, done.stderr) == (1, "")


def test_a_bad_picture_prints_one_line_and_nothing_else(batch, digits):
    paths, _ = batch
    done = digits(*paths[::2])
    lines = done.stdout.splitlines()
    assert len(lines) == len(NAMES)
    for line, path in zip(lines, paths[::2], strict=True):
        assert line.startswith(f"Error processing image {path}: ")
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    "data, code, message",
    [
        (b"", "not-an-image", "the file is empty"),
        (photo(".jpg")[:-2], "not-an-image", "the JPEG is cut short: its end is missing"),
        (photo(".png")[:999], "not-an-image", "the PNG is damaged or cut short"),
        (b"hello", "not-an-image", "this is not a picture; JPEG, PNG, WebP, GIF, TIFF and BMP are read"),
        (b"%PDF-1.7", "unsupported-format", "PDF files are not read; save it as JPEG or PNG"),
        (bytes(MAX_BYTES + 1), "too-large", "the file is larger than 40 MiB; make the picture smaller"),
        (
            png(60000, 60000),
            "too-many-pixels",
            "60000x60000 pixels are too many (at most 100 million); make the picture smaller",
        ),
    ],
)
def test_the_message_says_what_is_wrong_and_what_to_do(data, code, message):
    with pytest.raises(PictureError) as raised:
        decode(data)
    assert (raised.value.code, raised.value.message) == (code, message)


def steps(function, data):
    """What a function answers, and how often it, and what it calls, called something."""
    called = []
    sys.setprofile(lambda *_: called.append(1))
    try:
        answer = function(data)
    finally:
        sys.setprofile(None)
    return answer, len(called)


# Standing before a marker, none of these changes a JPEG.
FILL = {"fill bytes": b"\xff", "restart markers": b"\xff\xd0", "both": b"\xff\xff\x01\xff\xd7"}


@pytest.mark.parametrize("fill", FILL.values(), ids=FILL.keys())
@pytest.mark.parametrize("end", [b"\xff\xd9", b""], ids=["whole", "cut short"])
def test_whatever_may_stand_before_a_jpegs_marker_is_skipped_in_a_few_steps(fill, end):
    plain = photo(".jpg")[:-2] + end
    filled = plain[:2] + fill * 20_000 + plain[2:]
    answer, count = steps(jpeg_is_cut_short, filled)
    assert answer == jpeg_is_cut_short(plain) == (end == b"")
    assert count < 200


@pytest.mark.parametrize("fill", FILL.values(), ids=FILL.keys())
def test_a_jpeg_with_much_before_a_marker_is_read_like_the_same_without(fill):
    plain = photo(".jpg")
    filled = plain[:2] + fill * 200_000 + plain[2:]
    assert np.array_equal(decode(filled), decode(plain))


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (20000, 1), (2, 2), (3, 1), (28, 28), (5, 4000)])
@pytest.mark.parametrize("fill", ["white", "black", "noise"])
def test_a_strange_picture_is_read_without_a_guess_that_is_not_a_number(size, fill, model):
    from lambda_fn.read import read

    shape = (*size, 3)
    noise = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    picture = {"white": np.full(shape, 255, np.uint8), "black": np.zeros(shape, np.uint8), "noise": noise}[fill]
    answer = read(cv2.imencode(".png", picture)[1].tobytes(), "strange.png", model)
    assert answer["image"] == {"width": size[1], "height": size[0]}
    assert "nan" not in json.dumps(answer).lower()
    for digit in answer["digits"]:
        assert abs(sum(digit["probabilities"]) - 1) < 1e-3


def test_a_picture_of_nan_is_read_as_blank_or_no_digit(model):
    from lambda_fn.read import read

    data = cv2.imencode(".tiff", np.full((50, 50), np.nan, np.float32))[1].tobytes()
    assert read(data, "nan.tiff", model)["digits"] == []


def test_an_animated_gif_is_read_by_its_first_frame(drawn, model):
    from lambda_fn.read import read

    frames = [Image.fromarray(drawn(text)) for text in "35"]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert read(file.getvalue(), "moving.gif", model)["text"] == "3"
