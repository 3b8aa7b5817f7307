import { expect, test } from 'vitest';
import { thumbnailSize } from '../src/thumbnail.js';

test.each([
  ['a photo', 4000, 3000, 1, [640, 480]],
  ['an upright one', 3000, 4000, 1, [480, 640]],
  ['a picture that is small already', 28, 28, 1, [28, 28]],
  ['a strip', 1, 20000, 1, [1, 640]],
  ['one photo of a few', 4000, 3000, 39, [640, 480]],
  ['one photo of a hundred', 4000, 3000, 100, [400, 300]],
  ['one photo of ten thousand', 4000, 3000, 10000, [40, 30]],
])('the thumbnail of %s keeps its shape', (_, width, height, pictures, expected) => {
  const size = thumbnailSize({ width, height }, pictures);
  expect([size.width, size.height]).toEqual(expected);
});

test.each([1, 39, 40, 1000, 100000])('%d thumbnails together stay within 17 million pixels', (pictures) => {
  const { width, height } = thumbnailSize({ width: 5000, height: 5000 }, pictures);
  expect(pictures * width * height).toBeLessThanOrEqual(17e6);
});
