"""Whatever the file, decode gives the picture as it is meant to be seen: uint8 RGB, upright, opaque."""

import io
import struct

import cv2
import numpy as np
import pytest
from PIL import Image

from lambda_fn.decode import decode, flatten, to_8_bits
from lambda_fn.header import size_of

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
# Red top left, blue top right, white below: tells all eight orientations apart.
MARKED = np.full((20, 30, 3), 255, np.uint8)
MARKED[:10, :15], MARKED[:10, 15:] = RED, BLUE
HALF_RED = np.zeros((20, 30, 4), np.uint8)
HALF_RED[:, :] = (255, 0, 0, 128)
LIGHT_RED = (255, 127, 127)
AS_STORED = {  # EXIF's orientation → what must be done to the upright picture so that a viewer sees it upright again
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: np.rot90(p, 1),
    7: lambda p: np.rot90(p.swapaxes(0, 1), 2),
    8: lambda p: np.rot90(p, -1),
}


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(np.ascontiguousarray(picture))
    picture.save(file, kind, **options)
    return file.getvalue()


def encoded(picture, extension):
    return cv2.imencode(extension, picture)[1].tobytes()


def at(picture, x, y):
    return tuple(int(channel) for channel in picture[y, x])


@pytest.mark.parametrize(
    "kind, options",
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("GIF", {}),
        ("BMP", {}),
        ("PPM", {}),
        ("JPEG2000", {}),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
    ],
)
def test_every_format_gives_the_same_rgb(kind, options):
    rgb = decode(saved(MARKED, kind, **options))
    assert rgb.dtype == np.uint8
    assert rgb.flags.c_contiguous
    assert np.abs(rgb[::5, ::5].astype(int) - MARKED[::5, ::5]).max() <= 16


def test_a_bmp_of_os_2_is_read_whose_header_is_shorter():
    pixels = saved(MARKED, "BMP")[54:]
    header = struct.pack("<2sIHHI", b"BM", 26 + len(pixels), 0, 0, 26) + struct.pack("<IHHHH", 12, 30, 20, 1, 24)
    assert np.array_equal(decode(header + pixels), MARKED)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_picture_comes_upright(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    rgb = decode(saved(AS_STORED[orientation](MARKED), kind, exif=exif, quality=95))
    assert rgb.shape == (20, 30, 3)
    for (x, y), colour in {(4, 4): RED, (25, 4): BLUE, (4, 15): WHITE, (25, 15): WHITE}.items():
        assert np.allclose(at(rgb, x, y), colour, atol=30), (x, y)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("late", [False, True], ids=["before the frame", "after it"])
def test_the_header_tells_a_jpegs_size_as_it_is_seen(orientation, late):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(AS_STORED[orientation](MARKED), "JPEG", exif=exif)
    if late:
        start = data.index(b"\xff\xe1")
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
        scan = data.index(b"\xff\xda")
        data = data[:start] + data[end:scan] + data[start:end] + data[scan:]
    assert size_of(data) == (30, 20)


def test_a_transparent_picture_comes_upright_too():
    exif = Image.Exif()
    exif[0x0112] = 6
    rgba = np.dstack([MARKED, np.full((20, 30), 255, np.uint8)])
    rgba[15:] = 0
    rgb = decode(saved(np.rot90(rgba), "PNG", exif=exif))
    assert (at(rgb, 4, 4), at(rgb, 25, 4), at(rgb, 4, 18)) == (RED, BLUE, WHITE)


@pytest.mark.parametrize(
    "name, data, colour",
    [
        ("RGBA PNG", saved(HALF_RED, "PNG"), LIGHT_RED),
        ("RGBA WebP", saved(HALF_RED, "WEBP", lossless=True), LIGHT_RED),
        ("RGBA TIFF", saved(HALF_RED, "TIFF"), LIGHT_RED),
        ("LA PNG", saved(Image.new("LA", (30, 20), (0, 128)), "PNG"), (127, 127, 127)),
        ("palette PNG", saved(Image.new("P", (30, 20), 0), "PNG", transparency=0), WHITE),
        ("palette GIF", saved(Image.new("P", (30, 20), 0), "GIF", transparency=0), WHITE),
        ("16 bits", encoded(np.full((20, 30, 4), (0, 0, 65535, 32896), np.uint16), ".png"), LIGHT_RED),
        ("opaque", encoded(np.full((20, 30, 4), (0, 0, 255, 255), np.uint8), ".png"), RED),
    ],
)
def test_transparency_is_laid_on_white(name, data, colour):
    rgb = decode(data)
    assert rgb.shape == (20, 30, 3)
    assert at(rgb, 3, 3) == colour


@pytest.mark.parametrize(
    "colour, alpha, expected", [(0, 0, 255), (0, 255, 0), (255, 128, 255), (0, 128, 127), (100, 51, 224), (1, 1, 254)]
)
def test_flatten_rounds_to_the_nearest_integer(colour, alpha, expected):
    rgba = np.array([[[colour, colour, colour, alpha]]], np.uint8)
    assert flatten(rgba).tolist() == [[[expected] * 3]]


@pytest.mark.parametrize(
    "data",
    [
        encoded(np.full((20, 30), 127, np.uint8), ".png"),
        encoded(np.full((20, 30), 127, np.uint8), ".jpg"),
        encoded(np.full((20, 30), 127 * 257, np.uint16), ".png"),
        encoded(np.full((20, 30, 3), 127 * 257, np.uint16), ".tiff"),
        encoded(np.full((20, 30), 0.5, np.float32), ".tiff"),
        encoded(np.full((20, 30, 3), 0.5, np.float32), ".pfm"),
        encoded(np.full((20, 30, 3), 0.5, np.float32), ".hdr"),
    ],
    ids=["grey png", "grey jpeg", "16 bits png", "16 bits tiff", "float tiff", "pfm", "hdr"],
)
def test_grey_16_bits_and_floats_become_8_bit_rgb(data):
    rgb = decode(data)
    assert rgb.shape == (20, 30, 3)
    assert rgb.dtype == np.uint8
    assert np.abs(rgb.astype(int) - 127).max() <= 1


@pytest.mark.parametrize(
    "numbers, expected",
    [
        (np.array([0, 128, 129, 65535], np.uint16), [0, 0, 1, 255]),
        (np.array([0, 0.5, 1, np.nan], np.float32), [0, 128, 255, 0]),
        (np.array([0, 2, 4, np.inf], np.float32), [0, 128, 255, 255]),
        (np.array([-1, 1, -np.inf], np.float64), [0, 255, 0]),
        (np.array([-1.7e308, 0, 1.7e308]), [0, 128, 255]),
        (np.array([np.nan, np.inf], np.float32), [0, 255]),
        (np.array([0, 100, 255], np.int16), [0, 100, 255]),
        (np.array([0, 500, 1000], np.int32), [0, 128, 255]),
    ],
)
def test_any_number_becomes_a_grey_level(numbers, expected):
    assert to_8_bits(numbers).tolist() == expected


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(kind):
    frames = [Image.new("RGB", (30, 20), grey) for grey in ("#101010", "#f0f0f0")]
    assert at(decode(saved(frames[0], kind, save_all=True, append_images=frames[1:])), 3, 3) == (16, 16, 16)


def test_a_thumbnails_end_is_not_taken_for_the_pictures():
    exif = Image.Exif()
    exif[0x010E] = "a thumbnail ends here: \xff\xd9"
    exif_bytes = exif.tobytes().replace("\xff\xd9".encode(), b"\xff\xd9\xff\xd9")
    whole = saved(MARKED, "JPEG", exif=exif_bytes)
    assert decode(whole).shape == (20, 30, 3)
    with pytest.raises(Exception, match="cut short"):
        decode(whole[:-2])


def test_what_follows_a_jpegs_end_does_not_matter():
    assert decode(saved(MARKED, "JPEG") + bytes(1000)).shape == (20, 30, 3)
