import { describe, expect, test } from 'vitest';
import { colour } from '../src/preprocess/colour.js';
import { connectedComponents } from '../src/preprocess/components.js';
import { glyph } from '../src/preprocess/glyph.js';
import { grey, shrink } from '../src/preprocess/grey.js';
import { piecesOf, withoutUnderlines } from '../src/preprocess/group.js';
import { findCoarserInks, fineView, preprocess } from '../src/preprocess/index.js';
import { ink, steadiness, steadyInk } from '../src/preprocess/ink.js';
import { countsOf, median, upper } from '../src/preprocess/levels.js';
import { flattenLight } from '../src/preprocess/light.js';
import { dilate, erode } from '../src/preprocess/morphology.js';
import { directions, frames, rings } from '../src/preprocess/outlines.js';
import { strokeShare, strokeWidth } from '../src/preprocess/stroke.js';

/** A small picture from rows of characters: one level of grey each, from 0 to 9. */
const drawn = (...rows) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});
const rowsOf = ({ width, data }) => [...data].join('').match(new RegExp(`.{${width}}`, 'g'));
const plain = (width, height, colour) => {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % 3];
  return { width, height, data };
};

describe('shrink', () => {
  test.each([
    [767, 480, 512, 1, 767, 480],
    [768, 480, 512, 2, 384, 240],
    [4000, 3000, 512, 8, 500, 375],
    [1, 20000, 512, 39, 1, 512],
    [167, 100, 112, 1, 167, 100],
    [168, 100, 112, 2, 84, 50],
    [767, 2, 112, 7, 109, 1],
    [383, 384, 256, 2, 191, 192],
  ])('%d×%d, to about %d, by %d is %d×%d', (width, height, size, factor, smallWidth, smallHeight) => {
    const result = shrink(plain(width, height, [10, 20, 30]), size);
    expect(result).toMatchObject({ factor, small: { width: smallWidth, height: smallHeight } });
    expect([...result.small.data.subarray(-3)]).toEqual([10, 20, 30]);
  });
});

describe('mean of a block', () => {
  // 16 pixels: 1 of them 8 levels higher is half a level more.
  test.each([
    [512, 10, 10],
    [512, 11, 12],
    [112, 10, 10],
    [112, 11, 12],
  ])(
    'of four by four, at a size of %d, half a level over %d is rounded to the even %d, as OpenCV does',
    (size, level, expected) => {
      const picture = plain(4 * size, 4, [level, level, level]);
      picture.data.fill(level + 8, 0, 3);
      const { factor, small } = shrink(picture, size);
      expect(factor).toBe(4);
      expect([...small.data.subarray(0, 4)]).toEqual([expected, expected, expected, level]);
    },
  );
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

describe('colour', () => {
  const WHITE = [255, 255, 255];
  const BLACK = [0, 0, 0];
  const RED = [255, 0, 0];

  test.each([[WHITE], [BLACK], [RED], [[200, 180, 160]], [[1, 2, 3]]])('of %j alone is paper all over', (paper) => {
    expect(colour(plain(4, 3, paper))).toEqual({ width: 4, height: 3, data: new Uint8Array(12).fill(255) });
  });

  test.each([
    [[128, 128, 128], WHITE, 250],
    [[60, 60, 60], WHITE, 241],
    [BLACK, WHITE, 132],
    [RED, WHITE, 35],
    [[0, 0, 255], WHITE, 35],
    [[255, 255, 0], WHITE, 132],
    [[100, 90, 80], [200, 180, 160], 249], // in shadow
    [[50, 60, 90], [200, 180, 160], 204], // a blue pen
    [[25, 30, 45], [200, 180, 160], 194], // the same, in shadow
    [[5, 0, 0], BLACK, 201],
    [[0, 255, 0], RED, 0],
  ])('%j on %j is %d', (pen, paper, level) => {
    const picture = plain(3, 2, paper);
    picture.data.set(pen, 12);
    expect([...colour(picture).data]).toEqual([255, 255, 255, 255, level, 255]);
  });

  test.each([1, 9])('the most usual colour is paper, where the other is on %d of 19 pixels', (count) => {
    const picture = plain(19, 1, [200, 180, 160]);
    for (let at = 0; at < count; at++) picture.data.set([30, 60, 200], at * 3);
    const found = colour(picture).data;
    expect(found.subarray(count).every((level) => level === 255)).toBe(true);
    expect(found.subarray(0, count).every((level) => level < 200)).toBe(true);
  });
});

describe('glyph', () => {
  test.each([1, 3])('its box and its score are of the picture, %d times as large', (factor) => {
    const width = 60;
    const data = Uint8Array.from({ length: width * 50 }, (_, at) => {
      const [x, y] = [at % width, Math.trunc(at / width)];
      return x >= 30 && x < 36 && y >= 10 && y < 40 ? 200 : 0;
    });
    const group = { mask: data.map((level) => (level ? 255 : 0)), box: [30, 10, 6, 30], score: 30 };
    expect(glyph({ width, height: 50, data }, group, factor)).toMatchObject({
      box: [30, 10, 6, 30].map((side) => side * factor),
      score: 30 * factor,
    });
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

describe("a frame is a box around something of a digit's size, with ink in two corners at least:", () => {
  const size = 16;
  /** Of a column of eight pixels in the middle, and what is drawn around it. points: x, y of each pixel. */
  const seen = (points, height = 8) => {
    const picture = { width: size, height: size, data: new Uint8Array(size * size) };
    for (let y = 4; y < 4 + height; y++) picture.data[y * size + 8] = 9;
    for (const [x, y] of points) picture.data[y * size + x] = 9;
    return piecesOf(picture, 5, { left: 0, top: 0, right: size, bottom: size });
  };
  const count = (which, found) => which(found, size).filter(Boolean).length;
  const along = [...Array(16).keys()];
  const box = along.flatMap((at) =>
    [at, 15].flatMap((other) => [
      [at, 0],
      [at, 15],
      [0, other],
      [15, other],
      [0, at],
      [15, at],
    ]),
  );
  const ring = along.slice(4, 12).flatMap((at) => [
    [at, 0],
    [at, 15],
    [0, at],
    [15, at],
  ]);
  const round = [
    ...ring,
    ...[1, 2, 3].flatMap((at) => [
      [at, 4 - at],
      [15 - at, 4 - at],
      [at, 11 + at],
      [15 - at, 11 + at],
    ]),
  ];
  const corner = [
    [14, 14],
    [15, 15],
  ];

  test.each([
    ['around a digit', box, 8, 1],
    ['not around nothing', box, 0, 0],
    ['nor a speck', box, 5, 0],
    ['a ring has none', round, 8, 0],
    ['or one', [...round, ...corner], 8, 0],
    ['with two', [...round, ...corner, [1, 14], [0, 15]], 8, 1],
  ])('%s', (_, points, height, frameCount) => {
    expect(count(frames, seen(points, height))).toBe(frameCount);
  });

  // Nothing gets through between pixels that touch at a corner.
  const thick = round.flatMap(([x, y]) => [
    [x, y],
    [Math.min(x + 1, 15), y],
  ]);
  const upright = (...columns) => [7, 8].flatMap((y) => columns.map((x) => [x, y]));

  test.each([
    ['a box', box, 8, 1],
    ['a ring', thick, 8, 1],
    ['a ring around something small', thick, 4, 1],
    ['not around nothing', thick, 0, 0],
    ['nor around dirt', thick, 3, 0],
    ['around a number', [...thick, ...upright(5, 8, 11)], 0, 1],
    ['around two of the size', [...thick, ...upright(5, 11)], 0, 0],
    ['around more dirt', [...thick, ...upright(5, 8, 11).filter(([, y]) => y === 7)], 0, 0],
    ['with a gap', thick.filter(([x, y]) => y > 0 || x < 6 || x > 9), 8, 1],
    ['with a gap, about a number', [...thick.filter(([, y]) => y > 0), ...upright(5, 8, 11)], 0, 1],
    ['with a wide gap it is none', thick.filter(([, y]) => y > 3), 8, 0],
    ['nor about a number', [...thick.filter(([, y]) => y > 3), ...upright(5, 8, 11)], 0, 0],
    ['nor an open box', box.filter(([, y]) => y > 0), 8, 0],
  ])('a ring has something all around which it is: %s', (_, points, height, ringCount) => {
    expect(count(rings, seen(points, height))).toBe(ringCount);
  });

  // Of a box of 10 by 4, whose middle is between pixels.
  test.each([
    ['none, where there is nothing', [], 0],
    ['one', [[30, 12]], 1],
    ['one, of what lies behind one another', [24, 27, 30].map((x) => [x, 12]), 1],
    [
      'one to each side',
      [
        [30, 12],
        [0, 11],
        [14, 30],
        [15, 0],
      ],
      4,
    ], // prettier-ignore
    [
      'those of a corner are told apart',
      [
        [34, 21],
        [34, 31],
        [24, 31],
      ],
      3,
    ], // prettier-ignore
    ['all of one side', [...Array(19).keys()].map((i) => [24, i + 3]), 8],
    ['all, where they are all around', box.map(([x, y]) => [x + 7, y + 4]), 32],
  ])('directions in which pixels are seen: %s', (_, pixels, seenIn) => {
    expect(directions(pixels, { left: 10, top: 10, right: 20, bottom: 14 })).toBe(seenIn);
  });
});

describe('what is written without the line under it', () => {
  const piece = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  const one = piece(50, 10, 10, 60);
  const line = piece(35, 80, 45, 8);

  test.each([
    ['nothing is under it', [one], 1],
    ['a line', [one, line], 1],
    ['two lines, whichever comes first', [piece(30, 95, 60, 5), line, one], 1],
    ['a line under what is of several pieces', [one, piece(62, 20, 12, 6), line], 2],
    ['what is no line is written', [one, piece(35, 80, 45, 16)], 2],
    ['and what does not stick out to the left', [one, piece(50, 80, 45, 8)], 2],
    ['or to the right', [one, piece(20, 80, 40, 8)], 2],
    ['and a stroke beside it', [one, piece(35, 60, 45, 8)], 2],
    ['or above it', [one, piece(35, 0, 45, 8)], 2],
    ['a line alone is all there is', [line], 1],
    ['of two lines the upper one stays', [line, piece(30, 95, 60, 5)], 1],
  ])('%s', (_, pieces, count) => {
    const members = [...pieces.keys()].reverse();
    const written = withoutUnderlines(pieces, members);
    expect(written).toHaveLength(count);
    expect(written).toEqual(members.filter((index) => written.includes(index)));
    expect(written.some((index) => pieces[index] === one)).toBe(pieces.includes(one));
  });
});

describe('a stroke by itself:', () => {
  const [width, height] = [140, 100];
  const picture = (level) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, at) => Math.round(level(at % width, Math.trunc(at / width)))),
  });
  const inBox = (x, y, w, h) => (column, row) => column >= x && column < x + w && row >= y && row < y + h;
  const bar = (x, y, w, h, left) => (column, row) => (inBox(x, y, w, h)(column, row) ? left : 1);
  const shade =
    (soft = 1, left = 0.6) =>
    (column) =>
      left + (1 - left) / (1 + Math.exp((70 - column) / soft));
  /** Of what is in a box, as ink that is found once the light is evened out. */
  const share = (level, box, polarity) => {
    const light = picture(level);
    const grey = polarity === 'dark' ? light : { ...light, data: light.data.map((value) => 255 - value) };
    const raw = ink(flattenLight(grey), polarity, 41).ink;
    const inside = inBox(...box);
    const mask = raw.data.map((value, at) => (value > 8 && inside(at % width, Math.trunc(at / width)) ? 255 : 0));
    return strokeShare({ mask, box }, raw, grey, polarity);
  };
  const upright = bar(66, 20, 5, 60, 0.5);
  const faint = bar(66, 20, 5, 60, 0.9);
  const across = bar(40, 48, 60, 5, 0.75);
  const EDGE = [50, 30, 40, 40];

  describe.each(['dark', 'light'])('%s', (polarity) => {
    test.each([
      ['a stroke is', (x, y) => 200 * upright(x, y), [66, 20, 5, 60], 0.95, 1],
      ['a faint one', (x, y) => 200 * faint(x, y), [66, 20, 5, 60], 0.95, 1],
      [
        "one across a shadow's edge, fainter than that",
        (x, y) => 200 * across(x, y) * shade()(x),
        [40, 48, 60, 5],
        0.8,
        1,
      ],
      ["a shadow's edge is none", (x) => 200 * shade()(x), EDGE, 0, 0.05],
      ['nor a soft one', (x) => 200 * shade(6)(x), EDGE, 0, 0.05],
      ['nor a hard one, of a dark shadow', (x) => 200 * shade(0.2, 0.3)(x), EDGE, 0, 0.05],
    ])('%s', (_, level, box, least, most) => {
      const found = share(level, box, polarity);
      expect(found).toBeGreaterThanOrEqual(least);
      expect(found).toBeLessThanOrEqual(most);
    });
  });

  test.each([
    [99, 1],
    [198, 1],
    [199, 0],
  ])('half of its ink is enough: 99 of %d', (level, expected) => {
    const grey = picture((x, y) => Math.trunc(200 * bar(66, 20, 9, 60, 0.61)(x, y)));
    const mask = picture((x, y) => (inBox(68, 25, 5, 50)(x, y) ? 255 : 0)).data;
    expect(
      strokeShare({ mask, box: [68, 25, 5, 50] }, { ...grey, data: grey.data.map(() => level) }, grey, 'dark'),
    ).toBe(expected);
  });

  test.each([
    [5, 60, 600 / 126],
    [1, 40, 1],
    [40, 40, 3200 / 156],
  ])('the breadth of a bar of %d×%d is its area by half its outline', (w, h, expected) => {
    const mask = new Uint8Array(80 * 80);
    for (let y = 10; y < 10 + h; y++) mask.fill(1, y * 80 + 10, y * 80 + 10 + w);
    expect(strokeWidth(mask, 80, 80)).toBeCloseTo(expected, 12);
  });
});

describe('steady ink', () => {
  const picture = (level, width = 120, height = 100) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, at) => level(at % width, Math.trunc(at / width))),
  });
  const negative = (grey) => ({ ...grey, data: grey.data.map((level) => 255 - level) });
  const most = ({ data }) => data.reduce((a, b) => Math.max(a, b));

  test.each(['dark', 'light'])(
    "%s: of a shadow's edge there is none, which is ink where light is evened out",
    (polarity) => {
      const shadow = picture((x, y) => (x > 70 - Math.floor(y / 5) ? 200 : 100));
      const grey = polarity === 'dark' ? shadow : negative(shadow);
      expect(most(ink(flattenLight(grey), polarity, 31).ink)).toBeGreaterThan(30);
      expect(most(steadyInk(grey, polarity, 31))).toBe(0);
    },
  );

  describe.each(['dark', 'light'])('%s', (polarity) => {
    test.each([1, 6, 29].flatMap((broad) => [1, 2, 3, 4].map((larger) => [broad, larger])))(
      'of a stroke %d pixels broad there is no less than ink, in a picture %d times as large',
      (broad, larger) => {
        // It covers parts of a block of two or three pixels at either side.
        const level = (x, y) => (x >= 62 && x < 62 + broad && y >= 20 && y < 80 ? 100 : 200);
        const stroke = picture(level, 120 * larger, 100 * larger);
        const grey = polarity === 'dark' ? stroke : negative(stroke);
        const found = ink(grey, polarity, 31).ink.data;
        const steady = steadyInk(grey, polarity, 31);
        expect(steady).toMatchObject({ width: grey.width, height: grey.height });
        expect(found.every((value, at) => steady.data[at] >= value)).toBe(true);
      },
    );
  });

  test.each([
    [28, 28],
    [120, 100],
  ])('a small picture, %d×%d, is looked at pixel by pixel', (width, height) => {
    const grey = picture((x, y) => (x * x * 7 + y * y * 13 + x * y) % 256, width, height);
    expect(steadyInk(grey, 'dark', 9)).toEqual(ink(grey, 'dark', 9).ink);
  });

  test.each([
    [150, 128],
    [193, 192],
    [500, 640],
  ])('between specks of light there is none, though closing draws a block there, in %d×%d', (width, height) => {
    const specks = picture((x, y) => ([30, 50].includes(x) && [20, 45].includes(y) ? 250 : 120), width, height);
    expect(most(ink(specks, 'dark', 31).ink)).toBeGreaterThan(100);
    expect(most(steadyInk(specks, 'dark', 31))).toBe(0);
  });

  test.each([
    [[90, 60, 50, 0], [90, 60, 7, 0], 1],
    [[90, 60, 50, 0], [30, 0, 50, 0], 0.2],
    [[90, 60, 50, 0], [99, 99, 0, 0], 1], // grain filled in is no more than all
    [[90, 60, 50, 0], [0, 0, 50, 0], 0.01],
    [[0, 0, 50, 0], [0, 0, 50, 0], 0.01], // a mask broader than its ink
  ])('of %j, %j is steady: %d of the first two', (raw, steady, part) => {
    expect(steadiness([255, 255, 0, 0], raw, steady)).toBe(part);
  });
});

test.each([
  [384, [2, 3]],
  [383, [3]],
  [167, []],
])('of a picture %d pixels wide a view that would be as large as the fine one is left out', (width, factors) => {
  const rgb = { width, height: 150, data: new Uint8Array(width * 150 * 3).fill(200) };
  const inks = [...findCoarserInks(fineView(rgb))];
  expect([...new Set(inks.map(({ factor }) => factor))]).toEqual(factors);
  for (const { factor, levels } of inks) expect(levels.width).toBe(Math.trunc(width / factor));
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

  /** Bars (left, top, width, height) on paper, dark on light unless told otherwise. */
  function bars(width, height, all, { paper = [230, 230, 230], pen = [40, 40, 40] } = {}) {
    const picture = plain(width, height, paper);
    for (const [left, top, w, h] of all) {
      for (let y = top; y < top + h; y++) {
        for (let x = left; x < left + w; x++) picture.data.set(pen, (y * width + x) * 3);
      }
    }
    return picture;
  }

  /** Grain, alike in all channels, so strong that it hides what is one pixel large. */
  function grainy({ data, ...size }) {
    let state = 1;
    let grain = 0;
    return {
      ...size,
      data: data.map((level, i) => {
        if (i % 3 === 0) {
          // Source: "minimal standard" generator, Park and Miller 1988.
          state = (state * 48271) % 2147483647;
          grain = (state % 141) - 70;
        }
        return Math.min(Math.max(level + grain, 0), 255);
      }),
    };
  }

  const BAR = [90, 40, 8, 60];
  /** How many finds lie where the box does, to two pixels of the coarse view. */
  const finds = (picture, box) =>
    preprocess(picture).filter((found) => found.box.every((side, i) => Math.abs(side - box[i]) <= 6)).length;

  test('a stroke is found where it is, and the best find scores 1, the others in order', () => {
    const found = preprocess(bars(200, 150, [BAR, [20, 30, 6, 20]]));
    const scores = found.map(({ score }) => score);
    expect(found[0]).toMatchObject({ box: BAR, line: 0, score: 1 });
    expect(scores.length).toBeGreaterThan(2);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.at(-1)).toBeGreaterThan(0);
  });

  test.each([
    [0.2, 0.3],
    [0.2, 0.7],
    [0.8, 0.3],
    [0.8, 0.7],
  ])("a shadow's edge on paper in uneven light scores nearly nothing: slope %d, depth %d", (slope, depth) => {
    const picture = plain(320, 240, [0, 0, 0]);
    for (let y = 0; y < 240; y++) {
      for (let x = 0; x < 320; x++) {
        const level = 220 * (1 - (0.2 * x) / 320) * (x - 100 - (slope * y) / 2 > 0 ? 1 : depth);
        picture.data.fill(level, (y * 320 + x) * 3, (y * 320 + x + 1) * 3);
      }
    }
    expect(Math.max(...preprocess(picture).map(({ score }) => score))).toBeLessThan(0.05);
  });

  test('a piece near by is found with the main piece, and without it', () => {
    const boxes = preprocess(bars(200, 150, [BAR, [102, 44, 25, 6]])).map(({ box }) => box);
    expect(boxes).toContainEqual([90, 40, 37, 60]);
    expect(boxes).toContainEqual(BAR);
  });

  /** The four sides of a box: upper, lower, left, right. */
  const sides = (x, y, w, h, t) => [
    [x, y, w, t],
    [x, y + h - t, w, t],
    [x, y, t, h],
    [x + w - t, y, t, h],
  ];

  test.each([
    ['large', sides(50, 15, 100, 120, 4)],
    ['near', sides(76, 26, 36, 88, 2)],
    ['thick', sides(20, 8, 160, 134, 8)],
    ['open at the top', sides(50, 15, 100, 120, 4).slice(1)],
  ])('a digit is found in the box that is drawn around it: %s', (_, around) => {
    const found = preprocess(bars(200, 150, [BAR, ...around]));
    expect(found[0].box).toEqual(BAR);
  });

  test('a line that a digit stands on is found after it, and apart from it', () => {
    const boxes = preprocess(bars(200, 150, [BAR, [40, 106, 120, 4]])).map(({ box }) => box);
    expect(boxes[0]).toEqual(BAR);
    expect(boxes.every(([, top, width, height]) => width < 60 || top + height < 115)).toBe(true);
    expect(boxes.some(([left, top, width, height]) => width > 100 && top < 90 && left < 50 && height > 50)).toBe(false);
  });

  test.each([
    ['of ink: in the fine and the coarse view, of each breadth, and by its colour', bars(200, 150, [BAR]), BAR, 6],
    ['of ink in a small picture, looked at coarsely for a marker alone', bars(160, 120, [BAR]), BAR, 4],
    [
      'of a pen as light as its paper: by its colour',
      bars(200, 150, [BAR], { paper: [150, 150, 150], pen: [220, 150, 80] }),
      BAR,
      1,
    ],
    [
      'of such a pen in a picture that is shrunk, and shrunk again for its colour',
      bars(800, 600, [[360, 160, 32, 240]], { paper: [150, 150, 150], pen: [220, 150, 80] }),
      [360, 160, 32, 240],
      1,
    ],
    [
      'in strong grain: in the coarse view, of each breadth',
      grainy(bars(360, 300, [[150, 60, 24, 180]], { paper: [170, 170, 170], pen: [110, 110, 110] })),
      [150, 60, 24, 180],
      3,
    ],
  ])('each view that sees a stroke gives a find of it, %s', (_, picture, box, count) => {
    expect(finds(picture, box)).toBe(count);
  });

  test.each([
    ['small', 120, 90],
    ['large', 400, 300],
  ])("a marker's stroke in a %s picture is found filled, not as its outline", (_, width, height) => {
    const box = [0.3, 0.1, 0.4, 0.8].map((part, i) => Math.round(part * (i % 2 ? height : width)));
    const found = preprocess(bars(width, height, [box]));
    const filled = found.filter(({ pixels }) => pixels.filter((level) => level > 200).length >= 20 * 8);
    expect(filled.some((one) => one.box.every((side, i) => Math.abs(side - box[i]) <= 6))).toBe(true);
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
