"""Turns a picture upright where OpenCV leaves it as it was stored.

OpenCV honours the orientation of JPEG and TIFF files itself, but not that of PNG and WebP files read with their alpha,
nor that of AVIF files.
"""

import struct

import numpy as np

ORIENTATION_TAG, SHORT = 0x0112, 3

UPRIGHT = {
    1: lambda picture: picture,
    2: lambda picture: picture[:, ::-1],
    3: lambda picture: picture[::-1, ::-1],
    4: lambda picture: picture[::-1],
    5: lambda picture: picture.swapaxes(0, 1),
    6: lambda picture: picture.swapaxes(0, 1)[:, ::-1],
    7: lambda picture: picture[::-1, ::-1].swapaxes(0, 1),
    8: lambda picture: picture.swapaxes(0, 1)[::-1],
}
"""What each value of EXIF's orientation tag asks for, as a view of uint8 [H, W, …]."""


def exif_orientation(exif: bytes) -> int:
    """The orientation tag (1 to 8) of an EXIF block; 1, as stored, where there is none or it makes no sense.

    exif: a TIFF header with its directories, with or without the "Exif" prefix that some writers leave on.
    Source: CIPA DC-008, "Exchangeable image file format", tag 274.
    """
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, directory)
        for entry in range(entries):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, directory + 2 + 12 * entry)
            if tag == ORIENTATION_TAG and kind == SHORT and value in UPRIGHT:
                return value
    except struct.error:
        pass
    return 1


def avif_orientation(data: bytes) -> int:
    """The EXIF orientation (1 to 8) that an AVIF file's rotation and mirror properties amount to.

    Source: ISO/IEC 23008-12, `irot` (quarter turns anticlockwise) and then `imir` (0 top to bottom, 1 left to right).
    """
    boxes = data[: data.find(b"mdat")]
    turns = _property(boxes, b"\x00\x00\x00\x09irot", 0b11)
    mirror = _property(boxes, b"\x00\x00\x00\x09imir", 0b1)
    unmirrored = (1, 8, 3, 6)
    if mirror is None:
        return unmirrored[turns or 0]
    return ((4, 5, 2, 7), (2, 7, 4, 5))[mirror][turns or 0]


def upright(picture: np.ndarray, orientation: int) -> np.ndarray:
    """The picture [H, W, …] as EXIF's orientation value (1 to 8) says it was seen."""
    return np.ascontiguousarray(UPRIGHT[orientation](picture))


def _property(boxes: bytes, box: bytes, mask: int) -> int | None:
    """The one-byte value of an item property box, or None where the file has no such box."""
    at = boxes.find(box)
    return None if at < 0 or at + len(box) >= len(boxes) else boxes[at + len(box)] & mask
