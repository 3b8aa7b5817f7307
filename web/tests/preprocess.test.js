import { describe, expect, test } from 'vitest';
import { connectedComponents } from '../src/preprocess/components.js';
import { grey, shrink } from '../src/preprocess/grey.js';
import { preprocess } from '../src/preprocess/index.js';
import { dilate, erode } from '../src/preprocess/morphology.js';

/** A small picture from rows of characters: one level of grey each, from 0 to 9. */
const drawn = (...rows) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});
const rowsOf = ({ width, data }) => [...data].join('').match(new RegExp(`.{${width}}`, 'g'));
const plain = (width, height, colour) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]),
});

describe('shrink', () => {
  test.each([
    [640, 480, 1, 640, 480],
    [641, 480, 2, 320, 240],
    [4000, 3000, 7, 571, 428],
    [1, 20000, 32, 1, 625],
  ])('%d×%d by %d is %d×%d', (width, height, factor, smallWidth, smallHeight) => {
    const result = shrink(plain(width, height, [10, 20, 30]));
    expect(result).toMatchObject({ factor, small: { width: smallWidth, height: smallHeight } });
    expect([...result.small.data.subarray(-3)]).toEqual([10, 20, 30]);
  });
});

describe('grey', () => {
  test.each([
    [[0, 0, 0], 0],
    [[255, 255, 255], 255],
    [[255, 0, 0], 85],
    [[10, 20, 30], 20],
  ])('of %j is %d', (colour, level) => {
    expect(grey(plain(1, 1, colour)).data[0]).toBe(level);
  });
});

describe('morphology', () => {
  test.each([1, 3, 5, 7, 31])('a square of side %d sees what looking at every pixel sees', (side) => {
    const picture = { width: 13, height: 9, data: Uint8Array.from({ length: 117 }, (_, i) => (i * 7919) % 256) };
    const radius = side >> 1;
    const around = (at) => {
      const [x, y] = [at % 13, Math.floor(at / 13)];
      return [...picture.data].filter(
        (_, i) => Math.abs((i % 13) - x) <= radius && Math.abs(Math.floor(i / 13) - y) <= radius,
      );
    };
    expect(dilate(picture, side).data).toEqual(picture.data.map((_, at) => Math.max(...around(at))));
    expect(erode(picture, side).data).toEqual(picture.data.map((_, at) => Math.min(...around(at))));
  });
});

describe('components', () => {
  test('pixels that touch at a corner belong together', () => {
    const { labels, pieces } = connectedComponents(drawn('50003', '05001', '00004'), 3);
    expect(rowsOf({ width: 5, data: labels })).toEqual(['10002', '01000', '00003']);
    expect(pieces[0]).toEqual({ left: 0, top: 0, right: 2, bottom: 2, area: 2, sum: 10 });
  });
});

describe('preprocess', () => {
  test.each([
    ['white', plain(300, 200, [255, 255, 255])],
    ['black', plain(300, 200, [0, 0, 0])],
    ['one pixel', plain(1, 1, [7, 7, 7])],
    ['one column', plain(1, 20000, [200, 200, 200])],
    ['one row', plain(20000, 1, [200, 200, 200])],
  ])('%s holds no writing', (_, picture) => {
    expect(preprocess(picture)).toEqual([]);
  });
});
