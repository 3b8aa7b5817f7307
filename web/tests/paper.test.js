// A sheet of paper on a table is read as if there were nothing else.
import { describe, expect, test } from 'vitest';
import { fineView } from '../src/preprocess/index.js';
import { alone, otsu } from '../src/preprocess/paper.js';

const [W, H] = [320, 240];
const [TABLE, PAPER, INK] = [
  [90, 60, 40],
  [235, 230, 190],
  [30, 30, 60],
];
const box = (left, top, right, bottom) => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const NOTE = [
  [box(90, 60, 230, 180), PAPER],
  [box(150, 90, 162, 150), INK],
];

/** Whether a point is within a convex polygon, or on its edge. */
const isWithin = (corners, x, y) =>
  corners.every(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
  });

/** A picture of areas [corners, colour], one over the other. */
function scene(areas, { ground = TABLE, scale = 1 } = {}) {
  const [width, height] = [W * scale, H * scale];
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [(at % width) / scale, Math.trunc(at / width) / scale];
    const [, colour] = areas.findLast(([corners]) => isWithin(corners, x, y)) ?? [null, ground];
    data.set(colour, 3 * at);
  }
  return { width, height, data };
}

const turned = (corners, degrees) => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return corners.map(([x, y]) => [160 + c * (x - 160) - s * (y - 120), 120 + s * (x - 160) + c * (y - 120)]);
};
/** Whether a pixel has this colour, to `by` levels. */
const isLike = ({ data }, at, colour, by = 0) => colour.every((value, k) => Math.abs(data[3 * at + k] - value) <= by);
const places = ({ width, height }) => [...new Array(width * height).keys()];

describe('alone', () => {
  test.each([
    ['a note', NOTE, TABLE],
    ['a tilted one', NOTE.map(([corners, colour]) => [turned(corners, 12), colour]), TABLE],
    [
      'one seen aslant',
      [
        [
          [
            [80, 50],
            [240, 62],
            [228, 186],
            [95, 175],
          ],
          PAPER,
        ],
        NOTE[1],
      ],
      TABLE,
    ],
    [
      'a dark one',
      [
        [NOTE[0][0], INK],
        [NOTE[1][0], PAPER],
      ],
      [190, 180, 170],
    ],
    [
      'one that ends where the frame does',
      [
        [box(180, 60, 319, 180), PAPER],
        [box(240, 90, 250, 150), INK],
      ],
      TABLE,
    ],
  ])('all around a sheet is painted like it, and what is written stays: %s', (_, areas, ground) => {
    const picture = scene(areas, { ground });
    const before = picture.data.slice();
    const seen = alone(picture);
    expect(picture.data).toEqual(before);
    const [[, paper], [, ink]] = areas;
    const wrong = places(picture).filter((at) =>
      // Ink draws the plane a little its way.
      isLike(picture, at, ink) ? !isLike(seen, at, ink) : !isLike(seen, at, paper, 25),
    );
    expect(wrong).toEqual([]);
  });

  const small = [
    [box(140, 85, 180, 125), PAPER],
    [box(155, 95, 160, 115), INK],
  ];
  const other = [
    [box(5, 60, 75, 180), PAPER],
    [box(35, 90, 42, 150), INK],
  ];
  const triangle = [
    [90, 60],
    [230, 60],
    [160, 200],
  ];

  test.each([
    ['no sheet', [NOTE[1]], TABLE],
    ['one with nothing on it', [NOTE[0]], TABLE],
    ['one with something across its edge', [...NOTE, [box(85, 80, 160, 90), INK]], TABLE],
    ['two of them', [...NOTE, ...other], TABLE],
    ['a triangle', [[triangle, PAPER], NOTE[1]], TABLE],
    ['an angle', [[box(90, 60, 230, 100), PAPER], [box(90, 60, 175, 180), PAPER], NOTE[1]], TABLE],
    ['a part of the frame from side to side', [[box(0, 0, 200, 239), PAPER], NOTE[1]], TABLE],
    ['a small one', small, TABLE],
    ['one with ink up to its edge', [NOTE[0], [box(150, 60, 158, 108), INK]], TABLE],
    ['a box on the same paper', [[box(80, 50, 240, 190), INK], ...NOTE], PAPER],
  ])('what is not evidently one sheet stays as it is: %s', (_, areas, ground) => {
    const picture = scene(areas, { ground });
    expect(alone(picture)).toBe(picture);
  });

  test.each([
    [2, false],
    [6, false],
    [8, true],
  ])('a box drawn on paper in uneven light is no sheet: a line of %d pixels', (broad, isSheet) => {
    const around = [box(90 - broad, 60 - broad, 230 + broad, 180 + broad), [60, 60, 160]];
    const picture = scene([around, ...NOTE], { ground: PAPER.map((level) => Math.trunc((level * 9) / 10)) });
    const before = picture.data.slice();
    expect(alone(picture).data.some((value, at) => value !== before[at])).toBe(isSheet);
  });

  const speck = (i) => [box(110 + 12 * i, 80 + 9 * i, 114 + 12 * i, 84 + 9 * i), [250, 60, 60]];
  const stroke = box(150, 90, 162, 150);

  test.each([
    ['a hole', [[stroke, PAPER]], false],
    ['a hole that is lit less', [[stroke, [219, 214, 177]]], false],
    ['another colour', [[stroke, [235, 230, 150]]], true],
    ['specks', Array.from({ length: 10 }, (_, i) => speck(i)), false],
  ])('a stroke of a marker is no sheet: %s', (_, marks, isSheet) => {
    const picture = scene([[NOTE[0][0], INK], ...marks], { ground: PAPER });
    const before = picture.data.slice();
    expect(alone(picture).data.some((value, at) => value !== before[at])).toBe(isSheet);
  });

  test.each([
    [[0, 0, 0], false],
    [[4, 0, 2], false],
    [[4, 0, 5], true],
  ])('a stroke of chalk is no sheet either: a hole of %j', (mark, isSheet) => {
    const picture = scene([NOTE[0], [stroke, mark]], { ground: [0, 0, 0] });
    const before = picture.data.slice();
    expect(alone(picture).data.some((value, at) => value !== before[at])).toBe(isSheet);
  });

  test.each([
    [2, true],
    [5, false],
  ])('streaks of the table that are like the sheet, %d broad, are no part of it: %s', (broad, isAlone) => {
    const streaks = [20, 75, 100, 130, 165, 210].map((y) => [box(0, y, W - 1, y + broad - 1), PAPER]);
    const seen = alone(scene([...streaks, ...NOTE]));
    expect(places(seen).some((at) => isLike(seen, at, TABLE))).toBe(!isAlone);
    const [inked, expected] = [seen, scene(NOTE)].map((one) => places(one).filter((at) => isLike(one, at, INK)));
    expect(inked).toEqual(expected);
  });

  test('in small pictures no sheet is looked for', () => {
    const tiny = scene(NOTE, { scale: 1 / 4 });
    expect(alone(tiny)).toBe(tiny);
    expect(alone(scene(NOTE, { scale: 1 / 2 })).width).toBe(160);
  });

  test('the fine view has the sheet alone, of which a last block may be beyond the rest', () => {
    for (const scale of [1, 3.0125]) {
      const picture = scene(NOTE, { scale });
      const { rgb, factor } = fineView(picture);
      expect(rgb.width).toBe(Math.trunc(picture.width / factor));
      expect(places(rgb).filter((at) => isLike(rgb, at, TABLE, 20))).toEqual([]);
    }
  });
});

test.each([
  [[10, 10, 12, 200, 202], 13],
  [[0, 255], 1],
  [[7, 7, 7], 1],
  [[], 1],
  [[0, 100, 101, 102], 1],
])('otsu parts dark from light: %j', (levels, threshold) => {
  expect(otsu(Uint8Array.from(levels))).toBe(threshold);
});
