"""Picture bytes to pixels: upright, opaque, 8 bits, RGB, whatever the file was."""

import os

import numpy as np

MAX_BYTES = 40 * 2**20
MAX_PIXELS = 100_000_000

# The second line, for formats whose header imagesize does not know. OpenCV reads its limit when it first decodes.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAX_PIXELS))
# What is wrong with a picture is said once, by PictureError.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")

import cv2  # noqa: E402

from lambda_fn import header  # noqa: E402
from lambda_fn.errors import PictureError  # noqa: E402
from lambda_fn.memory import lacks_memory, memory_error  # noqa: E402
from lambda_fn.orientation import avif_orientation, exif_orientation, upright  # noqa: E402

READ = ("JPEG", "PNG", "WebP", "GIF", "TIFF", "AVIF", "JPEG 2000", "BMP", "Netpbm", "PFM", "Radiance HDR", "Sun raster")
WHITE_8, WHITE_16 = 255, 65535
SIXTEEN_TO_EIGHT = ((np.arange(WHITE_16 + 1) + 128) // 257).astype(np.uint8)


@memory_error()
def decode(data: bytes) -> np.ndarray:
    """The picture as it is meant to be seen.

    data: the whole file. Its format is taken from its bytes, never from a name; of an animation, the first frame.
    Returns uint8 [H, W, 3] RGB: turned upright, transparency laid on white, 16 bits and floats reduced to 8.
    Raises PictureError (not-an-image, unsupported-format, too-large, too-many-pixels); the last two before
    anything of the picture's size is allocated. Raises MemoryError where there is too little of it: no fault of the picture's.
    """
    kind = _admit(data)
    buffer = np.frombuffer(data, np.uint8)
    try:
        if kind == "JPEG":
            # libjpeg makes RGB itself, and OpenCV turns a JPEG upright: nothing is left to do to a large photo.
            return _decoded(cv2.imdecode(buffer, cv2.IMREAD_COLOR_RGB), kind)
        if header.is_bmp_of_os_2(data):
            # Asked for what is there, OpenCV makes it grey.
            return _decoded(cv2.imdecode(buffer, cv2.IMREAD_COLOR_RGB), kind)
        picture, types, metadata = cv2.imdecodeWithMetadata(buffer, flags=cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        if lacks_memory(error):
            raise
        if "CV_IO_MAX_IMAGE" in str(error):
            raise _too_many("the picture's") from error
        raise _damaged(kind) from error
    picture = to_8_bits(_decoded(picture, kind))
    if kind in ("PNG", "WebP"):
        exif = dict(zip(types, metadata, strict=True)).get(cv2.IMAGE_METADATA_EXIF)
        picture = upright(picture, 1 if exif is None else exif_orientation(np.asarray(exif).tobytes()))
    elif kind == "AVIF":
        picture = upright(picture, avif_orientation(data))
    return _to_rgb(picture, premultiplied=kind == "TIFF")


def flatten(rgba: np.ndarray) -> np.ndarray:
    """Lays a picture with straight alpha on white paper: uint8 [H, W, 4] -> uint8 [H, W, 3], rounded to nearest."""
    alpha = rgba[..., 3:].astype(np.uint16)
    colour = rgba[..., :3] * alpha
    colour += WHITE_8 * (WHITE_8 - alpha) + WHITE_8 // 2
    colour //= WHITE_8
    return colour.astype(np.uint8)


def to_8_bits(picture: np.ndarray) -> np.ndarray:
    """Any picture's numbers as uint8, same shape.

    uint16 is divided by 257 and rounded. Other numbers go from black, 0, to white, 1 for floats and 255 for integers,
    or to their own extremes where they go beyond that; what is not a number becomes the darkest, infinity the extreme.
    """
    if picture.dtype == np.uint8:
        return picture
    if picture.dtype == np.uint16:
        return SIXTEEN_TO_EIGHT[picture]
    values = picture.astype(np.float64)
    finite = values[np.isfinite(values)]
    white = 1.0 if np.issubdtype(picture.dtype, np.floating) else float(WHITE_8)
    low, high = min(0.0, finite.min(initial=0.0)), max(white, finite.max(initial=white))
    values = np.clip(np.nan_to_num(values, nan=low, posinf=high, neginf=low), low, high)
    # Halved, so that the span of the largest doubles does not overflow.
    return np.rint((values / 2 - low / 2) / (high / 2 - low / 2) * WHITE_8).astype(np.uint8)


def too_large() -> PictureError:
    """What is said of a file of more than MAX_BYTES, whether or not it was fetched."""
    return PictureError("too-large", f"the file is larger than {MAX_BYTES // 2**20} MiB; make the picture smaller")


def too_little_memory() -> PictureError:
    """What is said of a picture that memory did not suffice for; where there is more of it, the same picture may be read."""
    return PictureError("too-many-pixels", "there is not enough memory to read this picture; make it smaller")


def _admit(data: bytes) -> str:
    """The format of a file that may be decoded. Raises PictureError for all others."""
    if not data:
        raise PictureError("not-an-image", "the file is empty")
    if len(data) > MAX_BYTES:
        raise too_large()
    kind = header.format_of(data)
    if kind is None:
        raise PictureError("not-an-image", "this is not a picture; JPEG, PNG, WebP, GIF, TIFF and BMP are read")
    if kind not in READ:
        raise PictureError("unsupported-format", f"{kind} files are not read; save it as JPEG or PNG")
    width, height = header.size_of(data) or (0, 0)
    if width * height > MAX_PIXELS:
        raise _too_many(f"{width}x{height}")
    if kind == "JPEG" and header.jpeg_is_cut_short(data):
        raise PictureError("not-an-image", "the JPEG is cut short: its end is missing")
    if kind == "PNG" and header.png_claims_too_much(data):
        raise _damaged(kind)
    return kind


def _decoded(picture: np.ndarray | None, kind: str) -> np.ndarray:
    """What OpenCV decoded. Raises PictureError where it decoded nothing."""
    if picture is None or picture.size == 0:
        raise _damaged(kind)
    return picture


def _damaged(kind: str) -> PictureError:
    return PictureError("not-an-image", f"the {kind} is damaged or cut short")


def _too_many(count: str) -> PictureError:
    message = f"{count} pixels are too many (at most {MAX_PIXELS // 10**6} million); make the picture smaller"
    return PictureError("too-many-pixels", message)


def _to_rgb(picture: np.ndarray, premultiplied: bool) -> np.ndarray:
    """uint8 [H, W], [H, W, 3] BGR or [H, W, 4] BGRA -> uint8 [H, W, 3] RGB.

    premultiplied: whether colours were already multiplied by their alpha, as libtiff delivers them.
    """
    channels = picture.shape[2] if picture.ndim == 3 else 1
    if channels == 1:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    if channels == 3:
        return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    if channels != 4:
        raise PictureError("unsupported-format", f"a picture of {channels} channels is not read")
    if picture[..., 3].min() == WHITE_8:
        return cv2.cvtColor(picture, cv2.COLOR_BGRA2RGB)
    if premultiplied:
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGRA2RGB)
        return cv2.add(rgb, cv2.cvtColor(WHITE_8 - picture[..., 3], cv2.COLOR_GRAY2RGB))
    return flatten(cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA))
