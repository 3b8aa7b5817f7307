// File -> uint8 RGB, upright, on white: what Python's decode gives for the same bytes.
import { PictureError } from './errors.js';
import { formatOf, isDecodable, jpegIsCutShort, sizeOf } from './header.js';

export const MAX_BYTES = 40 * 1024 * 1024;
export const MAX_PIXELS = 100_000_000;

// Canvases are limited in side and area, differently in every browser; pictures pass through one of this size in tiles.
const TILE = 2048;

const DAMAGED = 'the picture is damaged or cut short; save or copy it again';

/** An integer that people read at a glance: 12,000,000 -> "12 million". */
const inMillions = (pixels) => `${Math.round(pixels / 1e6).toLocaleString('en')} million`;

/**
 * Refuses what must not or cannot be decoded, from its bytes, before anything is decoded.
 * @param {Uint8Array} bytes  the file
 * @returns {{format: string, width: number, height: number}} as the header claims, before EXIF turns it upright
 * @throws {PictureError}
 */
export function checkHeader(bytes) {
  if (bytes.length === 0) throw new PictureError('not-an-image', 'the file is empty');
  const format = formatOf(bytes);
  if (format === undefined) throw new PictureError('not-an-image', 'this is not a picture');
  if (!isDecodable(format)) {
    throw new PictureError(
      'unsupported-format',
      `${format} files cannot be read here; save the picture as JPEG or PNG`,
    );
  }
  const size = sizeOf(bytes, format);
  if (size === undefined) throw new PictureError('not-an-image', DAMAGED);
  if (size.width * size.height > MAX_PIXELS) {
    throw new PictureError(
      'too-many-pixels',
      `${size.width}×${size.height} pixels are too many (at most ${inMillions(MAX_PIXELS)}); make the picture smaller`,
    );
  }
  if (format === 'JPEG' && jpegIsCutShort(bytes)) throw new PictureError('not-an-image', DAMAGED);
  return { format, ...size };
}

/**
 * Lays transparent pixels on white, in integers.
 * @param {Uint8Array | Uint8ClampedArray} rgba  [pixels × 4], alpha not multiplied in
 * @param {Uint8Array} [rgb]                     [pixels × 3], filled and returned
 */
export function flatten(rgba, rgb = new Uint8Array((rgba.length / 4) * 3)) {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3];
    const white = 255 * (255 - alpha) + 127;
    rgb[to] = Math.trunc((rgba[from] * alpha + white) / 255);
    rgb[to + 1] = Math.trunc((rgba[from + 1] * alpha + white) / 255);
    rgb[to + 2] = Math.trunc((rgba[from + 2] * alpha + white) / 255);
  }
  return rgb;
}

/**
 * @param {ImageBitmap} bitmap
 * @returns {{width: number, height: number, data: Uint8Array}} data: RGB [height × width × 3]
 */
export function rgbOf(bitmap) {
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height * 3);
  const canvas = new OffscreenCanvas(Math.min(width, TILE), Math.min(height, TILE));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const tileWidth = Math.min(TILE, width - left);
      const tileHeight = Math.min(TILE, height - top);
      context.clearRect(0, 0, tileWidth, tileHeight);
      context.drawImage(bitmap, left, top, tileWidth, tileHeight, 0, 0, tileWidth, tileHeight);
      const tile = flatten(context.getImageData(0, 0, tileWidth, tileHeight).data);
      for (let y = 0; y < tileHeight; y++) {
        const row = tile.subarray(y * tileWidth * 3, (y + 1) * tileWidth * 3);
        data.set(row, ((top + y) * width + left) * 3);
      }
    }
  }
  return { width, height, data };
}

/** A file is only a name until it is read, and no more where it could not be had: it may be gone, or on a drive that is not there. */
async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new PictureError(
      'not-found',
      'the file cannot be read; it may have been moved, changed or deleted since: choose it again',
    );
  }
}

/**
 * @param {Blob | {name: string}} file  or the name of one that could not be had
 * @returns {Promise<ImageBitmap>} upright; the caller closes it
 * @throws {PictureError}
 */
export async function decode(file) {
  if (file.size > MAX_BYTES) {
    throw new PictureError(
      'too-large',
      `the file is larger than ${MAX_BYTES / 1024 / 1024} MB; make the picture smaller`,
    );
  }
  const bytes = await bytesOf(file);
  checkHeader(bytes);
  try {
    return await createImageBitmap(new Blob([bytes]), {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
  } catch {
    throw new PictureError('not-an-image', DAMAGED);
  }
}
