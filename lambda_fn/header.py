"""What a file's bytes say before anything is decoded: the picture's format, its size, whether its end is there."""

import io
import re
import struct

import imagesize

JPEG_START, JPEG_END, JPEG_START_OF_SCAN = 0xD8, 0xD9, 0xDA
# Markers without a segment, and all but one of the fill bytes that may stand before the next marker. In a hostile file there are millions.
_SKIPPED = re.compile(rb"(?:\xff++[\x01\xd0-\xd7])*+(?:\xff*(?=\xff))?")
PNG_FIRST_CHUNK = 8
# Where a BMP tells how long its second header is, and that of OS/2, whose sizes have 16 bits.
BMP_HEADER, BMP_OS_2 = 14, b"\x0c\x00\x00\x00"

SIGNATURES = (
    ("JPEG", rb"\xff\xd8\xff"),
    ("PNG", rb"\x89PNG\r\n\x1a\n"),
    ("GIF", rb"GIF8[79]a"),
    ("WebP", rb"RIFF....WEBP"),
    ("TIFF", rb"II[*+]\x00|MM\x00[*+]"),
    ("AVIF", rb"....ftyp(avif|avis|(mif1|msf1|miaf)....(....)*?(avif|avis))"),
    ("JPEG 2000", rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51"),
    ("BMP", rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00"),
    ("Netpbm", rb"P[1-7]\s"),
    ("PFM", rb"P[Ff]\s"),
    ("Radiance HDR", rb"#\?R(ADIANCE|GBE)"),
    ("Sun raster", rb"\x59\xa6\x6a\x95"),
    ("HEIC", rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)"),
    ("JPEG XL", rb"\xff\x0a|\x00\x00\x00\x0cJXL "),
    ("SVG", rb"(\xef\xbb\xbf)?\s*(<\?xml.*?)?<svg\b"),
    ("PDF", rb".{0,1020}?%PDF-"),
    ("OpenEXR", rb"\x76\x2f\x31\x01"),
    ("Photoshop", rb"8BPS"),
    ("icon", rb"\x00\x00[\x01\x02]\x00[^\x00]\x00"),
    ("video", rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI "),
)
"""Formats in the order in which they are tried, each with a pattern of the bytes it starts with."""

_PATTERNS = tuple((name, re.compile(pattern, re.DOTALL)) for name, pattern in SIGNATURES)
_HEAD = 1024


def format_of(data: bytes) -> str | None:
    """The name of the format that the first bytes announce, whatever the file is called; None if they announce none."""
    head = data[:_HEAD]
    return next((name for name, pattern in _PATTERNS if pattern.match(head)), None)


def size_of(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels as the header claims them; None where the header is not understood."""
    if data.startswith(b"GIF8") and len(data) >= 10:
        return struct.unpack_from("<HH", data, 6)  # imagesize takes them for signed numbers
    if is_bmp_of_os_2(data) and len(data) >= BMP_HEADER + 8:
        return struct.unpack_from("<HH", data, BMP_HEADER + 4)  # imagesize takes both for one number
    try:
        info = imagesize.get_info(io.BytesIO(data), dpi=False, colors=False, channels=False)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, UnicodeError, struct.error):
        return None
    return (info.width, info.height) if info.width > 0 and info.height > 0 else None


def is_bmp_of_os_2(data: bytes) -> bool:
    """Whether it is a BMP with the short header of OS/2."""
    return data.startswith(b"BM") and data.startswith(BMP_OS_2, BMP_HEADER)


def jpeg_is_cut_short(data: bytes) -> bool:
    """Whether a JPEG's end marker is missing. Decoders fill the rest with grey, or refuse without a reason.

    Segments are walked up to the first scan, so that the end marker of an embedded thumbnail does not count.
    """
    position = 2
    while True:
        position = _SKIPPED.match(data, position).end()
        if position + 4 > len(data) or data[position] != 0xFF or data[position + 1] == JPEG_START_OF_SCAN:
            break
        alone = data[position + 1] == JPEG_START
        position += 2 if alone else 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return data.find(bytes((0xFF, JPEG_END)), position) < 0


def png_claims_too_much(data: bytes) -> bool:
    """Whether a chunk of a PNG says that it is longer than the whole file. OpenCV allocates what it says, up to 4 GB."""
    position = PNG_FIRST_CHUNK
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        if length > len(data):
            return True
        position += 12 + length
    return False
