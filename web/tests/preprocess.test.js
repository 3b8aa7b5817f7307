import { describe, expect, test } from 'vitest';
import { connectedComponents } from '../src/preprocess/components.js';
import { grey, shrink } from '../src/preprocess/grey.js';
import { preprocess } from '../src/preprocess/index.js';
import { countsOf, median, upper } from '../src/preprocess/levels.js';
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
    [767, 480, 1, 767, 480],
    [768, 480, 2, 384, 240],
    [4000, 3000, 8, 500, 375],
    [1, 20000, 39, 1, 512],
  ])('%d×%d by %d is %d×%d', (width, height, factor, smallWidth, smallHeight) => {
    const result = shrink(plain(width, height, [10, 20, 30]));
    expect(result).toMatchObject({ factor, small: { width: smallWidth, height: smallHeight } });
    expect([...result.small.data.subarray(-3)]).toEqual([10, 20, 30]);
  });
});

describe('mean of a block', () => {
  // 16 pixels: 1 of them 8 levels higher is half a level more.
  test.each([
    [10, 10],
    [11, 12],
  ])('half a level over %d is rounded to the even %d, as OpenCV does', (level, expected) => {
    const picture = plain(2048, 4, [level, level, level]);
    picture.data.fill(level + 8, 0, 3);
    const { factor, small } = shrink(picture);
    expect(factor).toBe(4);
    expect([...small.data.subarray(0, 4)]).toEqual([expected, expected, expected, level]);
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

describe('levels', () => {
  const of = (...values) => countsOf(values);

  test.each([
    [of(7), 7],
    [of(1, 2), 1.5],
    [of(0, 0, 255), 0],
    [of(3, 1, 2, 200), 2.5],
  ])('the median of counts %# is %d', (counts, expected) => {
    expect(median(counts)).toBe(expected);
  });

  test.each([
    [of(1, 2, 3, 4), 0.5, 3],
    [of(1, 2, 3, 4), 0.1, 4],
    [of(1, 2, 3, 4), 1, 1],
    [of(), 0.1, 0],
  ])('of counts %#, %d lies at or above %d', (counts, part, expected) => {
    expect(upper(counts, part)).toBe(expected);
  });
});

describe('components', () => {
  const DRAWN = drawn('50003', '05001', '00004');

  test('pixels that touch at a corner belong together', () => {
    const { labels, pieces } = connectedComponents(DRAWN, 3, { left: 0, top: 0, right: 5, bottom: 3 });
    expect(rowsOf({ width: 5, data: labels })).toEqual(['10002', '01000', '00003']);
    expect(pieces[0]).toEqual({ left: 0, top: 0, right: 2, bottom: 2, area: 2, sum: 10 });
  });

  test('in a part of the frame, only what is in it counts, in places of the frame', () => {
    const { labels, pieces } = connectedComponents(DRAWN, 3, { left: 1, top: 1, right: 5, bottom: 3 });
    expect(rowsOf({ width: 4, data: labels })).toEqual(['1000', '0002']);
    expect(pieces.map(({ left, top }) => [left, top])).toEqual([
      [1, 1],
      [4, 2],
    ]);
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

  /** Dark bars (left, top, width, height) on light paper. */
  function bars(width, height, ...all) {
    const picture = plain(width, height, [230, 230, 230]);
    for (const [left, top, w, h] of all) {
      for (let y = top; y < top + h; y++) picture.data.fill(40, (y * width + left) * 3, (y * width + left + w) * 3);
    }
    return picture;
  }

  test('a stroke is found where it is, and the best find scores 1', () => {
    const found = preprocess(bars(200, 150, [90, 40, 8, 60]));
    expect(found[0]).toMatchObject({ box: [90, 40, 8, 60], line: 0, score: 1 });
    expect(found.slice(1).every(({ score }) => score <= 1)).toBe(true);
  });

  test('a piece near by is found with the main piece, and without it', () => {
    const boxes = preprocess(bars(200, 150, [90, 40, 8, 60], [102, 44, 25, 6])).map(({ box }) => box);
    expect(boxes).toContainEqual([90, 40, 37, 60]);
    expect(boxes).toContainEqual([90, 40, 8, 60]);
  });

  test.each([
    ['light on dark', (level) => level],
    ['dark on light', (level) => 255 - level],
  ])('a picture of 28×28 pixels, %s, is taken as it is, too', (_, shown) => {
    const stroke = Uint8Array.from({ length: 784 }, (_, at) => (at % 28 > 12 && at % 28 < 16 && at > 112 ? 255 : 0));
    const data = Uint8Array.from({ length: 784 * 3 }, (_, i) => shown(stroke[Math.trunc(i / 3)]));
    expect(preprocess({ width: 28, height: 28, data })[0]).toEqual({
      pixels: stroke,
      box: [13, 4, 3, 24],
      line: 0,
      score: 1,
    });
  });
});
