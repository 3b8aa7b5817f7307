import { expect, test } from 'vitest';
import { thumbnailSize } from '../src/thumbnail.js';

test.each([
  ['a photo', 4000, 3000, 'alone', [640, 480]],
  ['an upright one', 3000, 4000, 'alone', [480, 640]],
  ['a picture that is small already', 28, 28, 'alone', [28, 28]],
  ['a strip', 1, 20000, 'alone', [1, 640]],
  ['one photo of many', 4000, 3000, 'row', [96, 72]],
  ['a strip of many', 1, 20000, 'row', [1, 96]],
])('the thumbnail of %s keeps its shape', (_, width, height, use, expected) => {
  const size = thumbnailSize({ width, height }, use);
  expect([size.width, size.height]).toEqual(expected);
});
