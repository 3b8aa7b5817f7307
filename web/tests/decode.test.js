import { encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { checkHeader, decode, flatten, MAX_BYTES, MAX_PIXELS } from '../src/decode.js';
import { PictureError } from '../src/errors.js';

const bytes = (...parts) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)));
const u16 = (value) => [value >> 8, value & 255];
const u32 = (value) => [...u16(value >>> 16), ...u16(value & 0xffff)];

const png = (width, height) =>
  bytes([0x89], 'PNG\r\n\x1a\n', u32(13), 'IHDR', u32(width), u32(height), [8, 2, 0, 0, 0], u32(0));
const jpeg = (width, height, ...end) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xdb, 0, 4, 0, 1, 0xff, 0xc0],
    u16(11),
    [8],
    u16(height),
    u16(width),
    [1, 1, 0x11, 0],
    [0xff, 0xda],
    u16(2),
    [1, 2, 3],
    end,
  );
/** A JPEG with these bytes before its frame. */
function jpegWith(between) {
  const whole = [...jpeg(640, 480, 0xff, 0xd9)];
  return bytes(whole.slice(0, 8), between, whole.slice(8));
}
const gif = (width, height) => bytes('GIF89a', [width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0]);

// As OS/2 makes it: sizes of 16 bits.
const bmp = (width, height) =>
  bytes('BM', u32(0), u32(0), [26, 0, 0, 0], [12, 0, 0, 0], ...[width, height, 1, 24].map((n) => u16(n).toReversed()));

describe('flatten', () => {
  test.each([
    ['opaque stays', [12, 200, 255, 255], [12, 200, 255]],
    ['clear is white', [12, 200, 255, 0], [255, 255, 255]],
    ['half black is grey', [0, 0, 0, 128], [127, 127, 127]],
    ['one part in 255 is seen', [0, 0, 0, 1], [254, 254, 254]],
    ['white stays white', [255, 255, 255, 77], [255, 255, 255]],
  ])('%s', (_, rgba, rgb) => {
    expect([...flatten(Uint8ClampedArray.from(rgba))]).toEqual(rgb);
  });

  test('rounds (c·a + 255·(255 - a)) / 255 to the nearest integer for every colour and alpha', () => {
    for (let alpha = 0; alpha < 256; alpha++) {
      for (let colour = 0; colour < 256; colour += 5) {
        const exact = (colour * alpha + 255 * (255 - alpha)) / 255;
        expect(flatten(Uint8Array.of(colour, colour, colour, alpha))[0]).toBe(Math.round(exact));
      }
    }
  });
});

const GONE = new DOMException('A requested file or directory could not be found', 'NotFoundError');

test.each([
  ['was moved or deleted since it was chosen', { name: 'a.png', size: 5, arrayBuffer: () => Promise.reject(GONE) }],
  ['could not be had at all', { name: 'a.png' }],
])('a file that %s is told as one', async (_, file) => {
  await expect(decode(file)).rejects.toThrow(
    new PictureError(
      'not-found',
      'the file cannot be read; it may have been moved, changed or deleted since: choose it again',
    ),
  );
});

describe('checkHeader', () => {
  test.each([
    ['PNG', png(640, 480), { format: 'PNG', width: 640, height: 480 }],
    [
      'a real PNG',
      encode({ width: 3, height: 2, data: new Uint8Array(18), channels: 3 }),
      { format: 'PNG', width: 3, height: 2 },
    ],
    ['GIF', gif(300, 20), { format: 'GIF', width: 300, height: 20 }],
    ['JPEG', jpeg(640, 480, 0xff, 0xd9), { format: 'JPEG', width: 640, height: 480 }],
    ['a BMP of OS/2', bmp(100, 60), { format: 'BMP', width: 100, height: 60 }],
    ['very long', png(1, 20000), { format: 'PNG', width: 1, height: 20000 }],
  ])('reads the size of %s', (_, file, expected) => {
    expect(checkHeader(file)).toEqual(expected);
  });

  test.each([
    ['fill bytes', [0xff, 0xff, 0xff]],
    ['bytes of no segment', [1, 2, 3]],
    ['a marker without a segment', [0xff, 0x01]],
    ['a table of Huffman codes', [0xff, 0xc4, 0, 4, 0, 0]],
    ["another frame's size in a comment", [0xff, 0xfe, 0, 11, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1]],
  ])('reads the size of a JPEG with %s before its frame', (_, between) => {
    expect(checkHeader(jpegWith(between))).toEqual({ format: 'JPEG', width: 640, height: 480 });
  });

  test.each([
    ['fill bytes', [0xff]],
    ['restart markers', [0xff, 0xd0]],
  ])('reads the size of a JPEG with %s up to the largest file', (_, fill) => {
    const plain = jpegWith(fill);
    const file = new Uint8Array(MAX_BYTES);
    for (let at = 0; at < MAX_BYTES; at++) file[at] = fill[at % fill.length];
    file.set(plain.subarray(0, 8));
    file.set(plain.subarray(8), MAX_BYTES - plain.length + 8);
    expect(checkHeader(file)).toEqual({ format: 'JPEG', width: 640, height: 480 });
  });

  test.each([
    ['an empty file', bytes(), 'not-an-image'],
    ['text', bytes('hello, this is a letter'), 'not-an-image'],
    ['one byte', bytes([0xff]), 'not-an-image'],
    ['a PNG signature alone', bytes([0x89], 'PNG\r\n\x1a\n'), 'not-an-image'],
    ['a PNG without pixels', png(0, 10), 'not-an-image'],
    ['a JPEG that ends before its frame', jpegWith([0xff, 0xd9]), 'not-an-image'],
    ['a JPEG cut short', jpeg(640, 480), 'not-an-image'],
    ['TIFF', bytes('II*\0', u32(8)), 'unsupported-format'],
    ['HEIC', bytes(u32(24), 'ftypheic', u32(0)), 'unsupported-format'],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported-format'],
    ['PDF', bytes('%PDF-1.7'), 'unsupported-format'],
    ['a PNG that claims 60,000 × 60,000', png(60000, 60000), 'too-many-pixels'],
    ['a BMP of OS/2 that claims as many', bmp(60000, 60000), 'too-many-pixels'],
    ['one row over the limit', png(10000, MAX_PIXELS / 10000 + 1), 'too-many-pixels'],
  ])('refuses %s', (_, file, code) => {
    expect(() => checkHeader(file)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/^.{8,120}$/) }),
    );
  });
});
