// What a file's bytes say about the picture before anything is decoded: its format, its size, whether its end is there.
import { BMP } from 'image-size/types/bmp';
import { GIF } from 'image-size/types/gif';
import { HEIF } from 'image-size/types/heif';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

const HEAD = 1024;

// JPEG markers, the second byte after 0xff.
const START_OF_SCAN = 0xda;
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const FIRST_RESTART = 0xd0;
const TEM = 0x01;
const FRAMES = 0xc0;
// Among those of frames, of which there is one for each way to compress.
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

// Where a BMP tells how long its second header is, and how long that of OS/2 is, whose sizes have 16 bits.
const BMP_HEADER = 14;
const BMP_OS_2 = 12;

/** Formats in the order in which they are tried, each with a pattern of the bytes it starts with, one character a byte. */
const SIGNATURES = [
  ['JPEG', /^\xff\xd8\xff/],
  ['PNG', /^\x89PNG\r\n\x1a\n/],
  ['GIF', /^GIF8[79]a/],
  ['WebP', /^RIFF.{4}WEBP/s],
  ['TIFF', /^(II[*+]\x00|MM\x00[*+])/],
  ['AVIF', /^.{4}ftyp(avif|avis|(mif1|msf1|miaf).{4}(.{4})*?(avif|avis))/s],
  ['JPEG 2000', /^(\x00\x00\x00\x0cjP {2}|\xff\x4f\xff\x51)/],
  ['BMP', /^BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00/s],
  ['Netpbm', /^P[1-7]\s/],
  ['HEIC', /^.{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/s],
  ['JPEG XL', /^(\xff\x0a|\x00\x00\x00\x0cJXL )/],
  ['SVG', /^(\xef\xbb\xbf)?\s*(<\?xml.*?)?<svg\b/s],
  ['PDF', /^.{0,1020}?%PDF-/s],
  ['OpenEXR', /^\x76\x2f\x31\x01/],
  ['Photoshop', /^8BPS/],
  ['icon', /^\x00\x00[\x01\x02]\x00[^\x00]\x00/],
  ['video', /^(.{4}ftyp|\x1aE\xdf\xa3|RIFF.{4}AVI )/s],
];

/** What every current browser decodes, and who reads its size. */
const READERS = { JPEG: { calculate: jpegSize }, PNG, GIF, WebP: WEBP, BMP: { calculate: bmpSize }, AVIF: HEIF };

/**
 * @param {Uint8Array} bytes  the file
 * @returns {string | undefined} the format that the first bytes announce, whatever the file is called
 */
export function formatOf(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD));
  return SIGNATURES.find(([, pattern]) => pattern.test(head))?.[0];
}

/** @returns {boolean} whether browsers decode this format */
export const isDecodable = (format) => format in READERS;

/**
 * @param {Uint8Array} bytes   the file
 * @param {string} format      one that isDecodable
 * @returns {{width: number, height: number} | undefined} in pixels, as the header claims them
 */
export function sizeOf(bytes, format) {
  try {
    const { width, height } = READERS[format].calculate(bytes);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

const isFrame = (marker) => marker >= FRAMES && marker < FIRST_RESTART && !NO_FRAMES.includes(marker);
/** Whether no segment belongs to a marker. */
const isAlone = (marker) => marker === TEM || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE);

/** The library's reader takes no fill bytes, which may stand before any marker. */
function jpegSize(bytes) {
  const u16 = (at) => bytes[at] * 256 + bytes[at + 1];
  let position = 2;
  while (position + 9 <= bytes.length) {
    const marker = bytes[position + 1];
    if (bytes[position] !== 0xff || marker === 0xff) position += 1;
    else if (isFrame(marker)) return { height: u16(position + 5), width: u16(position + 7) };
    else if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    else position += isAlone(marker) ? 2 : 2 + u16(position + 2);
  }
  throw new Error('no size');
}

/** Of a header of OS/2, the library takes both for one number. */
function bmpSize(bytes) {
  if (bytes[BMP_HEADER] !== BMP_OS_2) return BMP.calculate(bytes);
  const header = new DataView(bytes.buffer, bytes.byteOffset + BMP_HEADER);
  return { width: header.getUint16(4, true), height: header.getUint16(6, true) };
}

/**
 * Whether a JPEG's end-of-image marker is missing: browsers fill what is missing with grey and say nothing.
 * Segments are walked up to the first scan, so that the end marker of an embedded thumbnail does not count.
 * @param {Uint8Array} bytes  a JPEG file
 */
export function jpegIsCutShort(bytes) {
  let position = 2;
  while (position + 4 <= bytes.length && bytes[position] === 0xff) {
    const marker = bytes[position + 1];
    if (marker === START_OF_SCAN) break;
    if (marker === 0xff) position += 1;
    else if (isAlone(marker)) position += 2;
    else position += 2 + bytes[position + 2] * 256 + bytes[position + 3];
  }
  for (; position + 1 < bytes.length; position++) {
    if (bytes[position] === 0xff && bytes[position + 1] === END_OF_IMAGE) return false;
  }
  return true;
}
