// numbers: ink becomes atoms, lines, segments, the best path through each line, and the picture's digits.
import { describe, expect, test } from 'vitest';
import { findAtoms, middleOf } from '../src/numbers/atoms.js';
import { between } from '../src/numbers/between.js';
import { cut } from '../src/numbers/cut.js';
import { decide, findsOf, hasMoreColour, passedOver, readPage } from '../src/numbers/decide.js';
import { leftOver, withoutOutlines } from '../src/numbers/forms.js';
import { findLines } from '../src/numbers/lines.js';
import { bestPath } from '../src/numbers/path.js';
import { runs, segment } from '../src/numbers/segments.js';
import { isSettled, settle, wholes } from '../src/numbers/settle.js';
import { withoutUnderlines } from '../src/numbers/underlines.js';
import {
  findSheet,
  findSheets,
  findSheetsAsTall,
  findWriting,
  glyphsOf,
  mayBePage,
  PAGE,
  settled,
  wholeGlyphs,
} from '../src/numbers/writing.js';
import { begin, piecesOf } from '../src/preprocess/group.js';

const [W, H] = [300, 160];

/** Ink of rectangles [x, y, width, height] or [x, y, width, height, level]. */
function inked(...rectangles) {
  const data = new Uint8Array(W * H);
  for (const [x, y, w, h, level = 200] of rectangles) {
    for (let row = y; row < y + h; row++) data.fill(level, row * W + x, row * W + x + w);
  }
  return { width: W, height: H, data };
}

/** Ink of rings about [x, y]. */
function rings(middles, { radius = 30, pen = 6 } = {}) {
  const data = Uint8Array.from({ length: W * H }, (_, at) => {
    const far = middles.map(([x, y]) => Math.abs(Math.hypot((at % W) - x, Math.trunc(at / W) - y) - radius + pen / 2));
    return Math.min(...far) <= pen / 2 ? 200 : 0;
  });
  return { width: W, height: H, data };
}

/** Dark ink on light paper. */
const seen = (levels, { noise = 0, factor = 1 } = {}) => ({
  levels,
  noise,
  factor,
  flat: { ...levels, data: levels.data.map((level) => 255 - level) },
  lines: [],
  polarity: 'dark',
  begun: begin(levels, noise),
});

const sidesOf = ({ left, top, right, bottom }) => [left, top, right - left, bottom - top];
/** Whether all boxes are where they should be, to two pixels. */
const isNear = (boxes, expected) =>
  boxes.length === expected.length &&
  boxes.every((box, i) => box.every((side, k) => Math.abs(side - expected[i][k]) <= 2));

describe('atoms', () => {
  const NUMBER = [
    [40, 50, 12, 60],
    [90, 50, 12, 60],
    [140, 50, 12, 60],
  ];
  const boxes = (rectangles, noise = 0) =>
    findAtoms(seen(inked(...rectangles), { noise })).atoms.map(({ box }) => sidesOf(box));

  test.each([
    ['a digit is one', [200, 50, 12, 60], true],
    ['a dash is one', [200, 80, 20, 8], true],
    ['a somewhat fainter one is one', [200, 50, 12, 60, 140], true],
    ['what touches one side of the frame is one', [200, 0, 12, 60], true],
    ['a speck is none', [200, 50, 4, 4], false],
    ['a long line is none', [200, 5, 5, 150], false],
    ['what is much fainter is none', [200, 50, 12, 60, 70], false],
    ['what is in a corner of the frame is none', [288, 0, 12, 60], false],
    ['a line that it stands on is none', [30, 120, 190, 6], false],
    ['one as long as it is tall is none', [100, 120, 72, 5], false],
  ])('all that may be part of a digit is an atom: %s', (_, other, kept) => {
    const found = boxes([...NUMBER, other]);
    expect(found).toSatisfy((all) => isNear(all, kept ? [...NUMBER, other.slice(0, 4)] : NUMBER));
  });

  test.each([
    ['a shorter bar', [100, 120, 50, 4]],
    ['what is long and high', [60, 120, 70, 12]],
  ])('what lies under a number is one, where it is %s', (_, other) => {
    expect(boxes([...NUMBER, other]).some(([, y]) => y > 110)).toBe(true);
  });

  test("atoms know whether they touch the frame's edge", () => {
    const { atoms } = findAtoms(seen(inked([0, 50, 12, 60], ...NUMBER)));
    expect(atoms.map(({ atEdge }) => atEdge)).toEqual([true, false, false, false]);
  });

  test('a ring around writing is none', () => {
    const ring = rings([[96, 80]], { radius: 76, pen: 5 });
    for (const [at, level] of inked(...NUMBER).data.entries()) ring.data[at] = Math.max(ring.data[at], level);
    expect(findAtoms(seen(ring)).atoms).toHaveLength(NUMBER.length);
  });

  const frame = (x, w) => [
    [x, 30, w, 4],
    [x, 126, w, 4],
    [x, 30, 4, 100],
    [x + w - 4, 30, 4, 100],
  ];

  test.each([
    ['around the number is none', frame(20, 150), true],
    ['around nothing is one', frame(180, 60), false],
  ])('the outline of a form %s', (_, form, isOutline) => {
    const found = boxes([...NUMBER, ...form]);
    expect(found.filter(([left]) => left < 155)).toSatisfy((all) => isNear(all, NUMBER));
    expect(found.length === NUMBER.length).toBe(isOutline);
  });

  test.each([
    ['a small one within', [210, 70, 10, 10], true],
    ['one that sticks out', [210, 20, 10, 50], true],
    ['a digit within', [205, 70, 30, 40], false],
  ])('what its own ink broke into makes a digit no outline: %s', (_, part, kept) => {
    const ring = [
      [190, 50, 60, 5],
      [190, 125, 60, 5],
      [190, 50, 5, 80],
      [245, 60, 5, 70],
    ];
    const found = boxes([...NUMBER, ...ring, part]);
    expect(found.some(([x, , , h]) => Math.abs(x - 190) <= 2 && h > 40)).toBe(kept);
  });

  test.each([
    ['fainter than ink', 80, true],
    ['as dark as ink', 190, false],
  ])('a digit that lies across an edge comes off it: %s', (_, edge, expected) => {
    const digit = [200, 50, 12, 60];
    const found = boxes([...NUMBER, [205, 5, 3, 190 - 40, edge], digit]);
    expect(found.some((box) => isNear([box], [digit]))).toBe(expected);
    expect(found.filter(([x]) => x < 190)).toSatisfy((all) => isNear(all, NUMBER));
  });

  const FORM = [[20, 126, 150, 4, 95], [20, 30, 150, 4, 95], ...[20, 69, 119, 166].map((x) => [x, 30, 4, 100, 95])];

  test.each([
    ['apart', 50],
    ['and a digit touches the upper one', 34],
    ['and a digit is over the upper one', 24],
  ])('the lines of a form are none: %s', (_, top) => {
    const number = [...NUMBER.slice(0, 2), [140, top, 12, 110 - top]];
    expect(boxes([...FORM, ...number])).toSatisfy((all) => isNear(all, number));
  });

  // From each digit of NUMBER to the line on its right.
  const ARMS = [
    [52, 76, 17, 10],
    [102, 76, 17, 10],
    [152, 76, 14, 10],
  ];

  test('digits that all touch the lines of a form are atoms without them', () => {
    const found = boxes([...FORM, ...NUMBER, ...ARMS]);
    expect(found.map(([x, y, , h]) => [x, y, 0, h])).toSatisfy((all) =>
      isNear(
        all,
        NUMBER.map(([x, y, , h]) => [x, y, 0, h]),
      ),
    );
    expect(found.every(([, , w]) => w >= 26 && w <= 34)).toBe(true);
  });

  const piecesIn = (levels) => piecesOf(levels, 50, { left: 0, top: 0, right: W, bottom: H });

  test('strokes of a digit are no form', () => {
    const five = [
      [40, 40, 80, 8],
      [40, 48, 8, 34],
      [40, 76, 80, 8],
      [112, 84, 8, 34],
      [40, 112, 80, 8],
    ];
    const ink = seen(inked(...five));
    const { levels, lines, were } = withoutOutlines(ink, piecesIn(ink.levels));
    expect(levels).toBe(ink.levels);
    expect(lines).toEqual([]);
    expect(were.data.some((is) => is)).toBe(false);
  });

  test.each([
    [-0.15, 0.1],
    [0, 0],
    [0.15, -0.1],
    [0.15, 0.1],
  ])('between two lines of slope %d are those that go from one to the other, leaning %d', (tilt, lean) => {
    const columns = [60, 130, 200, 250];
    const isLine = (x, y) => {
      const along = tilt * (x + 0.5 - W / 2);
      const [above, below] = [50 + along, 120 + along];
      if (Math.min(Math.abs(y + 0.5 - above), Math.abs(y + 0.5 - below)) <= 1.5) return true;
      return above <= y && y <= below && columns.some((at) => Math.abs(x + 0.5 - at - lean * (y - H / 2)) <= 1.5);
    };
    const data = Uint8Array.from({ length: W * H }, (_, at) => (isLine(at % W, Math.trunc(at / W)) ? 90 : 0));
    // A 1, and what touches a line.
    for (let y = 62; y < 106; y++) data.fill(200, y * W + 95, y * W + 101);
    for (let y = 80; y < 90; y++) data.fill(200, y * W + 118, y * W + 138);
    const lines = [50, 120].map((row) => ({ slope: tilt, row }));
    const found = between({ width: W, height: H, data }, lines, 0).sort((a, b) => a.row - b.row);
    expect(found).toHaveLength(4);
    found.forEach(({ slope, row }, i) => {
      expect(Math.abs(row - columns[i])).toBeLessThanOrEqual(1.5);
      expect(Math.abs(slope - lean)).toBeLessThanOrEqual(0.06);
    });
  });

  test.each([
    ['steep ones', { 60: -0.4, 130: -0.4, 200: -0.4 }, [60, 130, 200]],
    ['as perspective has them', { 40: -0.17, 90: -0.08, 140: 0.01, 190: 0.1, 250: 0.2 }, [40, 90, 140, 190, 250]],
    ['but no stroke that leans far', { 40: 0, 90: 0, 140: 0, 190: 0.18, 250: 0 }, [40, 90, 140, 250]],
    ['nor near', { 40: 0, 90: 0, 140: 0, 190: 0.11, 250: 0 }, [40, 90, 140, 250]],
    ['of two it is not known', { 90: -0.1, 150: 0, 250: 0.17 }, [90, 150]],
  ])('lines of one form lean as perspective has them: %s', (_, leans, expected) => {
    const isLine = (x, y) => {
      if ((48 <= y && y < 52) || (118 <= y && y < 122)) return true;
      const isOn = ([column, lean]) => Math.abs(x + 0.5 - Number(column) - lean * (y + 0.5 - 85)) <= 1.5;
      return 50 <= y && y < 120 && Object.entries(leans).some(isOn);
    };
    const data = Uint8Array.from({ length: W * H }, (_, at) => (isLine(at % W, Math.trunc(at / W)) ? 90 : 0));
    const lines = [50, 120].map((row) => ({ slope: 0, row }));
    const found = between({ width: W, height: H, data }, lines, 0).map(({ row }) => row);
    expect(found).toHaveLength(expected.length);
    found.sort((a, b) => a - b);
    expect(Math.max(...found.map((column, i) => Math.abs(column - expected[i])))).toBeLessThanOrEqual(2.5);
  });

  test('a line of a form may have been taken for one of the paper', () => {
    const digits = [36, 90, 144].map((x) => [x, 60, 22, 40]);
    const touching = [58, 112, 166].map((x) => [x, 78, 16, 6]);
    const dividers = [20, 74, 128, 182].map((x) => [x, 34, 4, 92]);
    const ink = seen(inked(...digits, ...touching, ...dividers, [20, 122, 166, 4]));
    expect(findAtoms(ink).atoms.some(({ box }) => Math.abs(box.left - 36) <= 2)).toBe(false);
    // Lines that do not cross the form are not its own.
    const lines = [4, 10, 150, 170, 32].map((row) => ({ slope: 0, row }));
    const out = withoutOutlines({ ...ink, lines }, piecesIn(ink.levels));
    const own = out.lines.slice(lines.length).map(({ row }) => row);
    expect(own).toHaveLength(2);
    expect(Math.max(...[124, 32].map((row, i) => Math.abs(own[i] - row)))).toBeLessThanOrEqual(2);
    const { atoms } = findAtoms({ ...ink, lines });
    const whole = atoms.filter(({ torn }) => torn === 0).map(({ box }) => box.left);
    expect(whole).toHaveLength(3);
    expect(Math.max(...[36, 90, 144].map((left, i) => Math.abs(whole[i] - left)))).toBeLessThanOrEqual(2);
  });

  test('a line of the paper below the frame is none of a form', () => {
    const dividers = [20, 74, 128, 182].map((x) => [x, 34, 4, 122]);
    const ink = seen(inked([20, 34, 166, 4], ...dividers, ...[24, 78, 132].map((x) => [x, 70, 28, 6])));
    const known = [{ slope: 0, row: H + 2 }];
    const { levels, lines } = withoutOutlines({ ...ink, lines: known }, piecesIn(ink.levels));
    expect(levels).toBe(ink.levels);
    expect(lines).toEqual(known);
  });

  test('lines that meet have nothing between them', () => {
    const data = Uint8Array.from({ length: W * H }, (_, at) => ((at % W) % 20 === 0 ? 200 : 90));
    const of = (slope) =>
      between(
        { width: W, height: H, data },
        [
          { slope: 0, row: 60 },
          { slope, row: 100 },
        ],
        0,
      );
    expect(of(0).length).toBeGreaterThan(0);
    expect([-0.3, 0.3, 0.15].flatMap(of)).toEqual([]);
  });

  test.each([
    ['all of it', 20, true],
    ['most of it', 17, true],
    ['a part of it', 14, false],
  ])('what lies where a line was is left over: %s', (_, onLine, isLeft) => {
    const were = inked([100, 0, onLine, H, 1]);
    const { pieces, labels } = piecesIn(inked([100, 50, 20, 30], [200, 50, 20, 30]));
    expect(leftOver(pieces, labels, were)).toEqual([isLeft, false]);
  });

  test.each([
    ['from line to line', [69, 119].map((x) => [x, 32, 4, 96]), 2],
    ['one alone may be a 1', [[69, 32, 4, 96]], 0],
    ['1s between lines', [69, 119].map((x) => [x, 50, 4, 60]), 0],
    ['too broad', [69, 139].map((x) => [x, 32, 60, 96]), 0],
  ])(
    'what goes from one ruled line to another more than once is between the boxes of a form: %s',
    (_, strokes, count) => {
      const takenOut = seen(inked([20, 50, 12, 60], [210, 50, 12, 60], ...strokes));
      const lines = [32, 128].map((row) => ({ slope: 0, row }));
      expect(findAtoms({ ...takenOut, lines }).atoms).toHaveLength(2 + strokes.length - count);
    },
  );

  test('they come from left to right, and the writing is as tall as they are', () => {
    const { atoms, tall } = findAtoms(seen(inked(...NUMBER.toReversed(), [110, 100, 10, 10])));
    const middles = atoms.map((atom) => middleOf(atom).x);
    expect(middles).toHaveLength(4);
    expect(middles).toEqual(middles.toSorted((a, b) => a - b));
    expect(Math.abs(tall - 60)).toBeLessThanOrEqual(2);
  });

  test.each([
    ['like the others', [200, 50, 12, 60], 0.99, 1.0],
    ['fainter', [200, 50, 12, 60, 120], 0.4, 0.8],
    ["at the frame's edge", [200, 0, 12, 60], 0.01, 0.3],
  ])('one scores by how much it looks like the rest: %s', (_, other, least, most) => {
    const scores = findAtoms(seen(inked(...NUMBER, other))).atoms.map(({ score }) => score);
    expect(scores.at(-1)).toSatisfy((score) => score >= least && score <= most);
    expect(Math.min(...scores.slice(0, -1))).toBeGreaterThan(0.9);
  });

  test.each([
    ['nothing', [], 0],
    ['what nobody could read', [[80, 40, 10, 60, 8]], 0],
    ["no more than the paper's grain", [[80, 40, 10, 60, 30]], 12],
    ['a dot', [[80, 40, 2, 2]], 0],
  ])('where there is %s, there are none', (_, rectangles, noise) => {
    expect(findAtoms(seen(inked(...rectangles), { noise }))).toEqual({ atoms: [], tall: 0 });
  });
});

describe('cut', () => {
  const BARS = inked([40, 50, 10, 60], [80, 50, 10, 60], [50, 76, 30, 6]);
  const TWO_RINGS = rings([
    [100, 80],
    [160, 80],
  ]);
  const FOUR_RINGS = rings([45, 105, 165, 225].map((x) => [x, 80]));

  /** The parts of all ink as one piece, and its box. */
  function cuts({ width, data }, tall = 60) {
    const places = [...data.keys()].filter((at) => data[at] > 0);
    const [columns, rows] = [places.map((at) => at % width), places.map((at) => Math.trunc(at / width))];
    const [left, top] = [Math.min(...columns), Math.min(...rows)];
    const box = { left, top, right: Math.max(...columns) + 1, bottom: Math.max(...rows) + 1 };
    const piece = { width: box.right - left, height: box.bottom - top };
    piece.data = Uint8Array.from({ length: piece.width * piece.height }, (_, at) => {
      const x = at % piece.width;
      return data[(top + (at - x) / piece.width) * width + left + x];
    });
    return { parts: cut(piece, box, tall), box };
  }

  test.each([
    ['bars, at the stroke between them', BARS, 50, 80, 0.1],
    ['rings', TWO_RINGS, 128, 132, 0.1],
  ])('what touches is cut where it touches: %s', (_, ink, least, most, through) => {
    const { parts } = cuts(ink);
    expect(parts).toSatisfy((all) =>
      all.some(({ box, torn }) => least <= box.left && box.left <= most && torn > 0 && torn <= through),
    );
  });

  test.each([
    ['a narrow stroke', inked([40, 50, 12, 60])],
    ['a small block', inked([40, 50, 30, 30])],
    ['a broad block', inked([40, 50, 100, 60])],
  ])('what is narrow or solid is not: %s', (_, ink) => {
    const { parts, box } = cuts(ink);
    const all = new Uint8Array((box.right - box.left) * (box.bottom - box.top)).fill(1);
    expect(parts).toEqual([{ box, mask: all, torn: 0 }]);
  });

  test.each([
    ['bars', BARS],
    ['two rings', TWO_RINGS],
    ['four rings', FOUR_RINGS],
  ])('each pixel of ink is in one part, and only the first is not torn: %s', (_, ink) => {
    const { parts } = cuts(ink);
    expect(parts.length).toBeGreaterThan(1);
    const times = new Uint8Array(W * H);
    for (const { box, mask } of parts) {
      const width = box.right - box.left;
      const edges = [0, 0, 0, 0];
      mask.forEach((set, at) => {
        if (!set) return;
        const [x, y] = [at % width, Math.trunc(at / width)];
        times[(box.top + y) * W + box.left + x]++;
        for (const [i, on] of [x === 0, y === 0, x === width - 1, y === box.bottom - box.top - 1].entries()) {
          if (on) edges[i]++;
        }
      });
      expect(Math.min(...edges)).toBeGreaterThan(0);
    }
    expect(times).toEqual(ink.data.map((level) => (level > 0 ? 1 : 0)));
    expect(parts.map(({ torn }) => torn > 0)).toEqual(parts.map((_, i) => i > 0));
  });

  test('a lone ring may be one digit, whole', () => {
    const writing = findWriting(findSheet(seen(rings([[100, 80]], { radius: 40 }))));
    expect(glyphsOf(writing)).toSatisfy((all) => all.some(({ box }) => isNear([box], [[60, 40, 81, 81]])));
  });
});

/** A block of ink at x, y. */
const atom = (
  [x, y, w = 10, h = 40],
  { torn = 0, score = 1, piece = { number: 0, parts: 1 }, atEdge = false } = {},
) => ({
  box: { left: x, top: y, right: x + w, bottom: y + h },
  mask: new Uint8Array(w * h).fill(1),
  torn,
  piece,
  score,
  atEdge,
});

describe('lines', () => {
  const leftFirst = (places) =>
    places.toSorted(([ax, ay, aw = 10], [bx, by, bw = 10]) => ax + aw / 2 - (bx + bw / 2) || ay - by);
  /** The places by line, of blocks at [x, y] or [x, y, width, height]. */
  const lines = (places) =>
    findLines(
      leftFirst(places).map((place) => atom(place)),
      40,
    ).map((line) => line.map(({ box }) => [box.left, box.top]));
  const row = (y, slope = 0) => Array.from({ length: 6 }, (_, i) => [20 + 40 * i, Math.round(y + slope * 40 * i)]);

  test.each([0, 0.1, 0.25, -0.25])(
    'come from top to bottom, and each from left to right, at a slope of %d',
    (slope) => {
      const [upper, middle, lower] = [60, 120, 180].map((y) => row(y, slope));
      expect(lines([...lower, ...upper.toReversed(), ...middle])).toEqual([upper, middle, lower]);
    },
  );

  test.each([
    ['nothing has no line', [], []],
    ['one atom is a line', [[20, 60]], [[[20, 60]]]],
    [
      'neighbours a little lower are in the same',
      [
        [20, 60],
        [60, 72],
      ],
      [
        [
          [20, 60],
          [60, 72],
        ],
      ],
    ],
    [
      'much lower, in the next',
      [
        [20, 60],
        [60, 110],
      ],
      [[[20, 60]], [[60, 110]]],
    ],
    [
      'one below the other are two',
      [
        [20, 60],
        [20, 120],
      ],
      [[[20, 60]], [[20, 120]]],
    ],
    ['what is small goes to its line', [...row(60), [70, 92, 6, 6]], [leftFirst([...row(60), [70, 92]])]],
    ['to the nearest one', [...row(60), ...row(120), [70, 112, 6, 6]], [row(60), leftFirst([...row(120), [70, 112]])]],
    ['far off any, to none', [...row(60), [70, 170, 6, 6]], [row(60)]],
    ['and makes none of its own', [[20, 60, 6, 6]], []],
  ])('an atom is in the line that it is near: %s', (_, places, expected) => {
    expect(lines(places)).toEqual(expected);
  });

  test.each([
    ['of one piece', 2, [3, 1]],
    ['alone', 1, [2, 2]],
  ])('the parts of a piece are in the line in which most of it is: %s', (_, parts, expected) => {
    const of = (place, piece) => ({ ...atom(place), piece });
    const atoms = [
      of([20, 60], { number: 0, parts: 1 }),
      of([60, 60, 10, 60], { number: 7, parts }),
      of([70, 108, 10, 24], { number: parts > 1 ? 7 : 8, parts }),
      of([100, 108], { number: 9, parts: 1 }),
    ];
    expect(findLines(atoms, 40).map((line) => line.length)).toEqual(expected);
  });

  const part = (place, number) => atom(place, { piece: { number, parts: 3 } });

  test.each([
    ['low ones', [13, 13, 13], [3, 1]],
    ["a low piece's", [5, 5, 5], [1]],
    ['a tall one among them', [6, 24, 9], [3, 1]],
  ])('the parts of a tall piece make a line, as a leaning 1 does: %s', (_, heights, expected) => {
    let top = 100;
    const parts = heights.map((high, i) => {
      top -= high;
      return part([60 + 10 * i, top, 10, high], 7);
    });
    const [first, ...rest] = parts;
    const found = findLines([first, atom([61, 160]), ...rest], 40);
    expect(found.map((line) => line.length)).toEqual(expected);
  });

  test('parts that lie aslant of one another do not say how steep a line is', () => {
    const places = [0, 1, 2, 3].flatMap((i) => [
      [20 + 85 * i, 76, 10, 24],
      [34 + 85 * i, 60, 10, 24],
    ]);
    const linesOf = (numberOf, parts) => {
      const atoms = places.map((place, i) => atom(place, { piece: { number: numberOf(i), parts } }));
      return findLines(atoms, 40).map((line) => line.length);
    };
    expect(linesOf((i) => i >> 1, 2)).toEqual([8]);
    // Were each a piece of its own, the line would be as steep as they are.
    expect(linesOf((i) => i, 1)).toEqual([2, 2, 2, 2]);
  });

  test('a low part alone makes no line', () => {
    expect(findLines([part([60, 80, 10, 13], 7), part([90, 160, 10, 13], 8)], 40)).toEqual([]);
  });

  test('a piece in low parts is in the line that its middle is in', () => {
    const row = [0, 1].map((i) => atom([20 + 40 * i, 60]));
    // Its lowest part alone would be too far below.
    const leaning = [0, 1, 2].map((i) => part([100 + 8 * i, 109 - 18 * i, 10, 18], 7));
    expect(findLines([...row, ...leaning], 40).map((line) => line.length)).toEqual([5]);
  });
});

describe('underlines', () => {
  const STROKES = [40, 90, 140].map((x) => [x, 50, 12, 60]);
  /** A line of ink that rises from left to right. */
  const underline = ({ rise = 0, row = 108, first = 30, last = 175, thick = 4 } = {}) =>
    Array.from({ length: last - first }, (_, i) => [first + i, Math.round(row - rise * i), 1, thick]);

  test.each([0, 0.05, -0.05])('strokes that touch a line are found without it, where it rises by %d', (rise) => {
    const ink = seen(inked(...STROKES, ...underline({ rise })));
    const before = ink.levels.data.slice();
    const bare = withoutUnderlines(ink);
    expect(ink.levels.data).toEqual(before);
    // What sticks out below the line is cut off.
    const found = findAtoms(bare).atoms.map(({ box }) => sidesOf(box));
    const tall = found.filter(([, , , high]) => high > 20);
    expect(tall.map(([x, y, w]) => [x, y, w, 60])).toSatisfy((all) => isNear(all, STROKES));
    for (const [, , , high] of tall) expect(Math.abs(high - 57)).toBeLessThanOrEqual(6);
    expect([bare.polarity, bare.factor, bare.noise]).toEqual([ink.polarity, ink.factor, ink.noise]);
  });

  test.each([
    ['no line', STROKES],
    ['a line above', [...STROKES, ...underline({ row: 48 })]],
    ['one through them', [...STROKES, ...underline({ row: 74 })]],
    [
      'a short one',
      [
        [40, 50, 12, 60],
        [40, 106, 40, 4],
      ],
    ],
    ['one that none touches', [...STROKES, [30, 120, 150, 4]]],
    ['a broad block', [[30, 50, 200, 60]]],
    ['nothing', []],
  ])('there may be no underline: %s', (_, rectangles) => {
    expect(withoutUnderlines(seen(inked(...rectangles)))).toBeNull();
  });

  test('what stands on a line is read with it and without', () => {
    const ink = seen(inked(...STROKES, ...underline()));
    const [plain, bare, ...rest] = findSheets([ink]);
    expect(plain.ink).toBe(ink);
    expect(bare.rows.map(({ atoms }) => atoms.length)).toEqual([3]);
    expect(rest).toEqual([]);
    expect(findSheets([seen(inked(...STROKES))])).toHaveLength(1);
  });

  test('an underline takes nothing of another piece', () => {
    const ink = seen(inked(...STROKES, ...underline(), [200, 107, 60, 6]));
    const right = ({ levels }) => levels.data.filter((_, at) => at % W >= 195);
    expect(right(withoutUnderlines(ink))).toEqual(right(ink));
  });
});

describe('segments', () => {
  const ways = (places) =>
    runs(
      places.map((place) => atom(place)),
      40,
    ).map(({ start, stop }) => [start, stop]);
  const fourOf = (count) =>
    Array.from({ length: count }, (_, i) => [1, 2, 3, 4].filter((n) => i + n <= count).map((n) => [i, i + n])).flat();

  test.each([
    ['one atom', [[20, 60]], [[0, 1]]],
    [
      'two that are near, or each of them',
      [
        [20, 60],
        [35, 60],
      ],
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
    ],
    [
      'not across a gap',
      [
        [20, 60],
        [50, 60],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'not what together is too broad',
      [
        [20, 60, 40, 40],
        [62, 60, 40, 40],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    ['one piece may be broader', [[20, 60, 84, 40]], [[0, 1]]],
    ['but not as broad as anything', [[20, 60, 92, 40]], []],
    [
      'a dash only with another',
      [
        [20, 60, 12, 8],
        [35, 60],
      ],
      [
        [0, 2],
        [1, 2],
      ],
    ],
    ['no dash alone', [[20, 60, 12, 8]], []],
    ['nothing too tall', [[20, 40, 10, 100]], []],
    [
      'not what together is too tall',
      [
        [20, 40, 10, 40],
        [35, 85, 10, 40],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'the gap is to all before, not to the last',
      [
        [20, 92, 36, 8],
        [25, 60, 4, 30],
        [60, 60],
      ],
      [
        [0, 2],
        [0, 3],
        [1, 2],
        [2, 3],
      ],
    ],
    ['four atoms at most', [0, 1, 2, 3, 4].map((i) => [20 + 6 * i, 60, 4, 40]), fourOf(5)],
  ])('runs of atoms that may be a digit are limited by size and gap: %s', (_, places, expected) => {
    expect(ways(places)).toEqual(expected);
  });

  test('a piece is a digit whole, however many parts it is cut in, and though specks lie between', () => {
    const parts = Array.from({ length: 12 }, (_, i) =>
      atom([20 + 6 * i, 60, 4, 40], { torn: i > 0 ? 0.1 : 0, piece: { number: 3, parts: 12 } }),
    );
    const speck = atom([44, 70, 3, 8], { piece: { number: 4, parts: 1 } });
    const line = [...parts.slice(0, 4), speck, ...parts.slice(4)];
    expect(runs(line, 40)).toSatisfy((all) => all.some(({ start, stop }) => start === 0 && stop === 13));
    expect(wholes(line, runs(line, 40)).map(({ box }) => box)).toEqual([{ left: 20, top: 60, right: 90, bottom: 100 }]);
  });

  test.each([1, 3])("a segment's glyph is its own ink, where it is in the picture, %d times as large", (factor) => {
    const places = [
      [20, 60, 10, 40],
      [34, 60, 10, 40],
    ];
    const line = [atom(places[0], { score: 0.5 }), atom(places[1])];
    const found = runs(line, 40).map((run) => segment(run, line, 2, seen(inked(...places), { factor })));
    const [first, both] = found.map(({ glyph }) => glyph);
    expect(found[1].run).toMatchObject({ box: { left: 20, top: 60, right: 44, bottom: 100 }, gap: 4 });
    expect(first).toMatchObject({ box: [20, 60, 10, 40].map((side) => side * factor), line: 2, score: 0.5 });
    expect(both).toMatchObject({
      box: [20, 60, 24, 40].map((side) => side * factor),
      line: 2,
      score: 0.5,
      polarity: 'dark',
    });
    const across = ({ pixels }) => [...pixels.subarray(14 * 28, 15 * 28)];
    expect(across(first)).toEqual([...Array(12).fill(0), ...Array(5).fill(255), ...Array(11).fill(0)]);
    const dark = across(both).map((level) => level > 128);
    expect(dark.filter((on, x) => on !== dark[x - 1] && x > 0)).toHaveLength(4);
  });

  test.each([
    ['a row of strokes has a line', 1, 1],
    ['one of strokes all over has none', 6, 0],
  ])(
    'of pictures, %s',
    (_, rows, found) => {
      const strokes = Array.from({ length: 57 * rows }, (_, i) => [
        6 + 5 * (i % 57),
        3 + 22 * Math.trunc(i / 57),
        2,
        14,
      ]);
      expect(findSheet(seen(inked(...strokes))).rows).toHaveLength(found);
    },
    60_000,
  );
});

describe('writing', () => {
  const row = (tall, count = 5, step = 30) => Array.from({ length: count }, (_, i) => [40 + step * i, 50, 4, tall]);

  test('a sheet that is known is not looked for again', () => {
    const inks = [60, 70].map((tall) => seen(inked(...row(tall))));
    const known = findSheet(inks[1]);
    const found = findSheets(inks, [known]);
    expect(found.map(({ ink }) => ink)).toEqual(inks);
    expect(found[1]).toBe(known);
  });

  const EDGE = [285, 5, 10, 150];
  const FAINT = [20, 50, 80].map((x) => [x, 70, 10, 24, 60]);
  const find = (height, score, polarity) => ({ box: [0, 0, 9, height], score, polarity });

  test.each([
    ['as tall as a find', 1, [find(150, 0.5, 'dark'), find(24, 0.9, 'dark'), find(24, 0.99, 'light')], [150, 24]],
    ['in a larger picture', 3, [find(72, 0.9, 'dark'), find(450, 0.5, 'dark')], [450, 72]],
    ['not as a find of the other ink', 1, [find(150, 0.5, 'dark'), find(24, 0.9, 'light')], [150]],
    ['no find', 1, [], [150]],
    ['as tall as the writing', 1, [find(100, 0.9, 'dark')], [150]],
    ['as tall as that of a larger picture', 3, [find(300, 0.9, 'dark')], [450]],
    ['no writing as tall', 1, [find(9, 0.9, 'dark')], [150]],
  ])('writing is as tall as the find that looks most like a digit, too: %s', (_, factor, finds, heights) => {
    const found = findSheets([seen(inked(EDGE, ...FAINT), { factor })], [], finds);
    expect(found).toHaveLength(heights.length);
    found.forEach(({ tall }, index) => {
      expect(Math.abs(tall * factor - heights[index])).toBeLessThanOrEqual(2 * factor);
    });
    if (found.length > 1) expect(found[1].rows[0].atoms).toHaveLength(FAINT.length);
  });

  test.each([1, 3])('as tall as most boxes it is found in each ink that has any, of factor %d', (factor) => {
    const ink = seen(inked(...[40, 90, 140].map((x) => [x, 50, 12, 60])), { factor });
    const found = findSheetsAsTall(
      [ink, seen(inked()), ink],
      [7, 300, 58].map((tall) => [0, 0, 5, factor * tall]),
    );
    expect(found.map(({ tall }) => tall)).toEqual([58, 58]);
    expect(found.every((sheet) => sheet.ink === ink && sheet.rows[0].atoms.length === 3)).toBe(true);
  });

  test('writing of a known height has its own contrast, where there is any', () => {
    expect(findAtoms(seen(inked(EDGE, ...FAINT)), 24).atoms).toHaveLength(FAINT.length);
    const { atoms, tall } = findAtoms(seen(inked([40, 50, 12, 60], [90, 50, 12, 60])), 35);
    expect([atoms.length, tall]).toEqual([2, 35]);
  });

  test.each([
    ['many small strokes', 12, 14, true],
    ['few', 11, 14, false],
    ['tall ones', 12, 60, false],
  ])('a page may be where much is written small: %s', (_, count, tall, may) => {
    const strokes = Array.from({ length: count }, (_, i) => [6 + 24 * i, 50, 3, tall]);
    expect(mayBePage(findSheet(seen(inked(...strokes))))).toBe(may);
  });
});

describe('settle', () => {
  const cutInThree = (number = 3, x = 20) =>
    [0, 1, 2].map((i) => atom([x + 12 * i, 60], { torn: i > 0 ? 0.1 : 0, piece: { number, parts: 3 } }));
  const bar = (x, number, w = 10) => atom([x, 60, w, 40], { piece: { number, parts: 1 } });
  const ways = (all) => all.map(({ start, stop }) => [start, stop]);

  test('a settled piece is one atom, and nothing begins or ends within it', () => {
    const line = [bar(0, 1), ...cutInThree(), bar(66, 2)];
    const before = runs(line, 40);
    const after = settle(
      line,
      before,
      before.filter(({ start, stop }) => start === 1 && stop === 4),
    );
    expect(after.atoms.map(({ box }) => [box.left, box.right])).toEqual([
      [0, 10],
      [20, 54],
      [66, 76],
    ]);
    expect(ways(after.runs)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  test('a settled piece is the ink of all its parts, and torn off nothing', () => {
    const line = cutInThree();
    const some = runs(line, 40);
    const { atoms } = settle(line, some, wholes(line, some));
    expect(atoms).toHaveLength(1);
    const [{ mask, torn, piece }] = atoms;
    expect([mask.reduce((sum, set) => sum + set, 0), torn, piece]).toEqual([1200, 0, { number: 3, parts: 1 }]);
    expect(Array.from({ length: 40 }, (_, y) => mask[y * 34 + 10] + mask[y * 34 + 11])).toEqual(Array(40).fill(0));
  });

  test('what is not settled stays as it was', () => {
    const line = cutInThree();
    const some = runs(line, 40);
    const { atoms, runs: left } = settle(line, some, []);
    expect(atoms).toEqual(line);
    expect(ways(left)).toEqual(ways(some));
  });

  test.each([
    ['whole already', [bar(20, 1), bar(40, 2)]],
    ['a part in another line', cutInThree().slice(0, 2)],
    ['something between its parts', [...cutInThree().slice(0, 2), bar(38, 9, 4), ...cutInThree().slice(2)]],
  ])('only a piece that was cut and lies side by side can be settled: %s', (_, line) => {
    expect(wholes(line, runs(line, 40))).toEqual([]);
  });

  test.each([
    ['a digit', 0.01, 0.97, true],
    ['it may be none', 0.06, 0.93, false],
    ['it may be another', 0.01, 0.9, false],
    ['of the digits it is sure', 0.04, 0.94, true],
  ])('a piece is settled where it surely is a digit, and which: %s', (_, none, best, expected) => {
    const said = [best, ...Array(9).fill((1 - none - best) / 9), none];
    expect(isSettled(said, METADATA.output.classes)).toBe(expected);
  });

  test('a ring that is known whole has one segment, and an unknown one is cut', () => {
    const centres = [
      [60, 80],
      [180, 80],
    ];
    const sheet = findSheet(seen(rings(centres, { radius: 40 })));
    const words = wholeGlyphs(sheet).flatMap((_, index) => (index === 0 ? word(0) : NOTHING));
    const { lines } = findWriting(settled(sheet, Float32Array.from(words), METADATA));
    const lefts = lines.flatMap(({ segments }) => segments.map(({ run }) => run.box.left));
    expect(lefts.filter((left) => left < 110)).toHaveLength(1);
    expect(lefts.filter((left) => left > 110).length).toBeGreaterThan(1);
  });
});

test('a piece that was cut counts as one where it is whole', () => {
  const parts = [0, 1, 2, 3, 4].map((i) =>
    atom([20 + 6 * i, 60, 4, 40], { torn: i > 0 ? 0.1 : 0, piece: { number: 3, parts: 5 } }),
  );
  const found = runs([...parts, atom([52, 60, 4, 40], { piece: { number: 4, parts: 1 } })], 40);
  expect(found.filter(({ start, stop }) => stop - start > 4).map(({ start, stop }) => [start, stop])).toEqual([
    [0, 5],
    [0, 6],
  ]);
});

test.each([
  ['small writing needs no broader look', 14, ['dark', 'dark', 'light'], ['dark', 'light']],
  ['tall writing does', 60, ['dark', 'dark', 'light'], ['dark', 'dark', 'light']],
  ['so does where there is none', 0, ['dark', 'dark'], ['dark', 'dark']],
])('broader views are left out where the writing is small: %s', (_, tall, polarities, lookedAt) => {
  const ink = seen(inked(...[0, 1, 2, 3, 4].map((i) => [40 + 30 * i, 50, 4, tall])));
  expect(findSheets(polarities.map((polarity) => ({ ...ink, polarity })))).toHaveLength(lookedAt.length);
});

const METADATA = {
  output: { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'] },
  calibration: { temperature: 1 },
  choice: { bias: 0, odds: 1, surety: 0, score: 0, one: 0 },
  no_digit_threshold: 0.5,
  numbers: {
    // Of a segment as a digit.
    ...{ bias: -1.5, odds: 1, surety: 1, score: 0, one: 0, height: 0, gap: 0, broad: 0, joined: -0.5 },
    ...{ whole_pieces: 0, shared: 0, at_edge: 0 },
    // Of a cut, and of an atom left out.
    ...{ cut: -0.5, torn: -6, left_out: -0.2, left_out_height: -1.2, left_out_like: 0 },
    // Of a view that shows several digits.
    ...{ view: -5, least_gain: 1, mean_gain: 1, least_surety: 0, count: 1, torn_share: -6, ones: 0, alone: 0 },
    ...{ left_out_share: -3, unlike: 0, whole: 0, whole_odds: 0, whole_sure: 0, least_score: 0, missed: 0 },
    ...{ left_out_elsewhere: 0 },
  },
};

/** What the network says of one glyph. */
const word = (digit, { sure = 0.99, none = 0.01 } = {}) => [
  ...Array.from({ length: 10 }, (_, i) => (1 - none) * (i === digit ? sure : (1 - sure) / 9)),
  none,
];
const NOTHING = word(0, { sure: 0.1, none: 0.999 });
const UNSURE = word(5, { none: 0.3 });
const digitOf = ({ probabilities }) => probabilities.indexOf(Math.max(...probabilities));

/** As tall as is said, and half as broad. */
const segmentOf = (start, stop, height = 40, line = 0) => ({
  run: { start, stop, box: { left: 20 * start, top: 0, right: 20 * start + height / 2, bottom: height }, gap: 0 },
  glyph: { pixels: new Uint8Array(784), box: [20 * start, 0, height / 2, height], line, score: 1 },
});

describe('path', () => {
  /** The best way through three atoms, for words on their segments 'start-stop': the digits, and how it scores. */
  function way(words, { torn = [0, 0, 0], heights = [40, 40, 40] } = {}) {
    const atoms = [0, 1, 2].map((i) => atom([20 * i, 0, 10, heights[i]], { torn: torn[i] }));
    const segments = Object.keys(words).map((run) => segmentOf(...run.split('-').map(Number)));
    const said = Float32Array.from(Object.values(words).flat());
    const { steps, score } = bestPath({ atoms, segments }, said, 40, METADATA);
    return { digits: steps.map(({ segment: { run }, choice }) => [run.start, run.stop, digitOf(choice)]), score };
  }

  const ALONE = { '0-1': word(1), '1-2': word(2), '2-3': word(3) };
  const NONE = { '0-1': NOTHING, '1-2': NOTHING, '2-3': NOTHING };
  const CUT = [0, 0.6, 0.6];
  const THREE = [
    [0, 1, 1],
    [1, 2, 2],
    [2, 3, 3],
  ];
  const shrug = { none: 0.3 };

  test.each([
    ['three that are sure', ALONE, [0, 0, 0], THREE],
    ['not what is none of them together', { ...ALONE, '0-3': NOTHING }, [0, 0, 0], THREE],
    [
      'two atoms as one digit, where neither is one alone',
      { ...ALONE, '0-1': NOTHING, '1-2': NOTHING, '0-2': word(4) },
      [0, 0, 0],
      [
        [0, 2, 4],
        [2, 3, 3],
      ],
    ],
    ['a digit that was cut, whole', { ...NONE, '0-3': word(8) }, CUT, [[0, 3, 8]]],
    [
      'one digit rather than two as sure',
      { '0-3': word(8, shrug), '0-1': word(1, shrug), '1-3': word(3, shrug) },
      [0, 0, 0],
      [[0, 3, 8]],
    ],
    ['three that are sure rather than one that is not', { ...ALONE, '0-3': word(8, { none: 0.5 }) }, [0, 0, 0], THREE],
    ['but not where cuts would have to be true', { ...ALONE, '0-3': word(8, { none: 0.05 }) }, CUT, [[0, 3, 8]]],
    ['unless it is none whole', { ...ALONE, '0-3': NOTHING }, CUT, THREE],
    [
      'what is no digit is left out',
      { ...ALONE, '1-2': NOTHING },
      [0, 0, 0],
      [
        [0, 1, 1],
        [2, 3, 3],
      ],
    ],
    ['be it all', NONE, [0, 0, 0], []],
    ['and so is what is no segment', { '1-2': word(2) }, [0, 0, 0], [[1, 2, 2]]],
  ])('the likeliest way through a line wins: %s', (_, words, torn, expected) => {
    expect(way(words, { torn }).digits).toEqual(expected);
  });

  test.each([
    ['none', [], [1, 2, 3]],
    ['one', [2], [1, 2]],
    ['all', [0, 1, 2], []],
  ])("what touches the frame's edge may be less of a digit: %s", (_, atEdge, digits) => {
    const atoms = [0, 1, 2].map((i) => atom([20 * i, 0], { atEdge: atEdge.includes(i) }));
    const segments = Object.keys(ALONE).map((run) => segmentOf(...run.split('-').map(Number)));
    const said = Float32Array.from(Object.values(ALONE).flat());
    const wary = { ...METADATA, numbers: { ...METADATA.numbers, at_edge: -20 } };
    const { steps } = bestPath({ atoms, segments }, said, 40, wary);
    expect(steps.map(({ choice }) => digitOf(choice))).toEqual(digits);
  });

  test("a digit of which a part touches the frame's edge does", () => {
    const atoms = [0, 1, 2].map((i) => atom([20 * i, 0], { atEdge: i === 1 }));
    const runs = [
      [0, 2],
      [2, 3],
    ];
    const said = Float32Array.from([word(1), word(2)].flat());
    const wary = { ...METADATA, numbers: { ...METADATA.numbers, at_edge: -20 } };
    const segments = runs.map((run) => segmentOf(...run));
    expect(bestPath({ atoms, segments }, said, 40, wary).steps.map(({ choice }) => digitOf(choice))).toEqual([2]);
  });

  const certain = (digit) => word(digit, { sure: 1, none: 0 });
  const SURE = { '0-1': certain(1), '1-2': certain(2), '2-3': certain(3) };

  test.each([
    ['what is surer to be digits', way(SURE), way(ALONE)],
    ['what is surer which digits', way(SURE), way({ ...SURE, '2-3': word(3, { sure: 0.5 }) })],
    ['what leaves nothing out', way(SURE), way({ ...SURE, '2-3': NOTHING })],
    ['what is not cut', way(SURE), way(SURE, { torn: [0, 0.1, 0] })],
    ['a cut through less ink', way(SURE, { torn: [0, 0.1, 0] }), way(SURE, { torn: [0, 0.4, 0] })],
  ])('likelier ways score better: %s', (_, better, worse) => {
    expect(better.score).toBeGreaterThan(worse.score + 0.01);
  });

  /** How atoms [x, y, width, height] read as one digit score by one weight alone, of those before `stop`; pieces: of which they are. */
  function scoreOf(weight, boxes, stop, pieces = []) {
    const atoms = boxes.map((box, i) => atom(box, { piece: { number: pieces[i] ?? i, parts: 1 } }));
    const sides = atoms.slice(0, stop).map(({ box }) => box);
    const box = {
      left: Math.min(...sides.map(({ left }) => left)),
      top: Math.min(...sides.map(({ top }) => top)),
      right: Math.max(...sides.map(({ right }) => right)),
      bottom: Math.max(...sides.map(({ bottom }) => bottom)),
    };
    const segments = [{ run: { start: 0, stop, box, gap: 0 }, glyph: segmentOf(0, 1).glyph }];
    const numbers = Object.fromEntries(Object.keys(METADATA.numbers).map((name) => [name, 0]));
    const metadata = { ...METADATA, numbers: { ...numbers, [weight]: 1, bias: 1 } };
    return bestPath({ atoms, segments }, Float32Array.from(word(3)), 40, metadata).score - 1;
  }

  const ROW = [0, 20, 40].map((x) => [x, 0, 20, 40]);

  test.each([
    ['one piece', 1, [0, 1, 2], 1],
    ['two', 2, [0, 1, 2], 1],
    ['all parts of one', 2, [0, 0, 2], 1],
    ['a part of one', 1, [0, 0, 2], 0],
    ['a piece and a part of one', 2, [0, 1, 1], 0],
    ['a part of one that goes on beyond another', 2, [0, 1, 0], 0],
  ])('whether the pieces of a digit are whole counts: %s', (_, stop, pieces, expected) => {
    expect(scoreOf('whole_pieces', ROW, stop, pieces)).toBeCloseTo(expected, 10);
  });

  test.each([
    ['none', ROW, 1, 0],
    ['its own alone', [ROW[0], [10, 0, 20, 40]], 2, 0],
    ['half', [ROW[0], [10, 0, 20, 40]], 1, 0.5],
    ['a quarter', [ROW[0], [10, 20, 20, 40]], 1, 0.25],
    ['a quarter, twice', [ROW[0], [10, 20, 20, 40], [15, -20, 20, 60]], 1, 0.5],
    ['all, and more', [ROW[0], [-5, 0, 40, 40], [10, 0, 20, 40]], 1, 1],
    ['what lies above it', [ROW[0], [0, -50, 20, 40]], 1, 0],
    ['what lies before and above it', [ROW[0], [-30, -50, 20, 40]], 1, 0],
  ])('how much of a digit is taken by other ink counts: %s', (_, boxes, stop, expected) => {
    expect(scoreOf('shared', boxes, stop)).toBeCloseTo(expected, 10);
  });

  test('where nothing is read the score is that of nothing', () => {
    expect(way(NONE)).toEqual({ digits: [], score: 0 });
  });

  test("a digit's gain is what it scores better than nothing", () => {
    const line = { atoms: [atom([0, 0, 10, 40])], segments: [segmentOf(0, 1)] };
    const said = Float32Array.from(word(3, { sure: 1, none: 0.1 }));
    const { steps, score } = bestPath(line, said, 40, METADATA);
    // The odds of 9 to 1, the bias, and the cost of leaving out an atom as tall as the writing.
    expect(steps[0].gain).toBeCloseTo(Math.log(9) - 1.5 + 0.2 + 1.2, 2);
    expect(score).toBeCloseTo(steps[0].gain, 10);
    expect(steps[0].choice.none).toBeCloseTo(1 / (1 + Math.exp(steps[0].gain)), 10);
  });
});

describe('decide', () => {
  /** A view of lines of atoms, one digit each: [word, height] or a word alone; and what the network says of them. */
  function view(...rows) {
    const sized = rows.map((row) => row.map((one) => (Array.isArray(one[0]) ? one : [one, 40])));
    const lines = sized.map((row, line) => ({
      atoms: row.map(([, height], i) => atom([20 * i, 0, 10, height])),
      segments: row.map(([, height], i) => segmentOf(i, i + 1, height, line)),
    }));
    return { writing: { lines, tall: 40 }, words: Float32Array.from(sized.flat().flatMap(([said]) => said)) };
  }

  const LONE = {
    glyph: { pixels: new Uint8Array(784), box: [0, 0, 50, 50], line: 0, score: 1 },
    choice: { index: 0, probabilities: Array.from({ length: 10 }, (_, i) => (i === 7 ? 1 : 0)), none: 0.01 },
  };

  /** The digits by line. */
  function decided(...views) {
    const writings = views.map(({ writing }) => writing);
    const words = views.map((each) => each.words);
    const lines = {};
    for (const { glyph, choice } of decide(LONE, [], writings, words, METADATA)) {
      lines[glyph.line] = (lines[glyph.line] ?? '') + digitOf(choice);
    }
    return lines;
  }

  test.each([
    ['a view of nothing', [], '7'],
    ['one sure digit', [word(1)], '7'],
    ['one, and a letter', [word(1), NOTHING], '7'],
    ['one, and what may be one', [word(1), UNSURE], '7'],
    ['two that are not of like height', [word(1), [word(2), 100]], '7'],
    ['two sure ones', [word(1), word(2)], '12'],
    ['two, and a letter between them', [word(1), NOTHING, word(2)], '12'],
    ['two, and what may be one', [word(1), UNSURE, word(2)], '152'],
    ['two, and what is rather none', [word(1), word(2), word(5, { none: 0.6 })], '12'],
    ['two, and one much smaller', [word(1), word(2), [word(3), 12]], '12'],
    ['three of like height', [word(1), word(2), [word(3), 30]], '123'],
  ])('a lone digit stays alone, and two that are sure are several: %s', (_, row, expected) => {
    expect(decided(view(row))).toEqual({ 0: expected });
  });

  test.each([
    ['half of it left out', [word(1), word(2), NOTHING, NOTHING], [1, 2]],
    ['most of it left out', [word(1), word(2), NOTHING, NOTHING, NOTHING], [7]],
    ['one unsure digit', [word(1), UNSURE], [1, 5]],
    ['most of it unsure', [word(1), UNSURE, UNSURE, UNSURE], [7]],
  ])('noise is no number, however much speaks for several: %s', (_, row, expected) => {
    const { writing, words } = view(row);
    const eager = { ...METADATA, numbers: { ...METADATA.numbers, view: 30 } };
    expect(decide(LONE, [], [writing], [words], eager).map(({ choice }) => digitOf(choice))).toEqual(expected);
  });

  test.each([
    ['beside it', [60, 0, 20, 40], 3.0, true],
    ['what may be one', [60, 0, 20, 40], 2.9, false],
    ['somewhere else', [200, 100, 90, 22], 9.0, true],
    ['too low', [200, 100, 90, 21], 9.0, false],
    ['taller', [60, 0, 20, 68], 9.0, true],
    ['too tall', [60, 0, 20, 69], 9.0, false],
    ['with a part of it', [33, 0, 20, 40], 9.0, true],
    ['with half of it', [31, 0, 20, 40], 9.0, false],
    ['all around', [0, 0, 80, 60], 9.0, false],
    ['within the other', [22, 2, 16, 36], 9.0, false],
  ])('a find is passed over that surely is a digit as tall as those read and beside them: %s', (_, box, odds, is) => {
    const lying = (...boxes) => boxes.map((own) => ({ ...LONE, glyph: { ...LONE.glyph, box: own } }));
    const [other, find] = [
      { box: [0, 0, 20, 40], odds: 9.0 },
      { box, odds },
    ];
    expect(passedOver([other, find, other], lying([0, 0, 20, 40], [20, 0, 20, 40]))).toEqual(is ? [find] : []);
    expect(passedOver([find], [])).toEqual([]);
  });

  test.each([
    ['the digit', [[0, 0, 20, 40]], [[0, 0, 20, 40]], false],
    ['nearly', [[0, 0, 20, 40]], [[2, 3, 20, 40]], false],
    ['more than it', [[0, 0, 60, 40]], [[0, 0, 20, 40]], true],
    ['beside it', [[40, 0, 20, 40]], [[0, 0, 20, 40]], true],
    [
      'the digit, and less beside it',
      [
        [0, 0, 20, 40],
        [40, 0, 20, 40],
      ],
      [[0, 0, 20, 40]],
      false,
    ],
    [
      'beside it, and less of it',
      [
        [40, 0, 20, 40],
        [0, 0, 20, 40],
      ],
      [[0, 0, 20, 40]],
      true,
    ],
    ['what was not read', [[0, 0, 20, 40]], [], true],
    ['nothing', [], [], false],
  ])('colour has more where its best find is not what was read: %s', (_, boxes, readAs, expected) => {
    const grey = { box: [80, 0, 20, 40], score: 1, polarity: 'dark' };
    const glyphs = [grey, ...boxes.map((box, index) => ({ box, score: 0.9 - 0.1 * index, polarity: '' }))];
    const found = readAs.map((box) => ({ glyph: { box } }));
    expect(hasMoreColour(glyphs, found)).toBe(expected);
    expect(hasMoreColour(glyphs.reverse(), found)).toBe(expected);
  });

  test.each([
    [2.0, [1, 2]],
    [30.0, [7]],
  ])('several may have to be likelier by %d', (least, expected) => {
    const { writing, words } = view([word(1), word(2)]);
    const found = decide(LONE, [], [writing], [words], METADATA, least);
    expect(found.map(({ choice }) => digitOf(choice))).toEqual(expected);
  });

  const [CLEAR, LESS, CLEARER] = [0.008, 0.01, 0.002].map((none) => word(1, { none }));
  const wary = { ...METADATA, numbers: { ...METADATA.numbers, view: -60 } };
  const loneIn = (box, none = 0.01) => ({ glyph: { ...LONE.glyph, box }, choice: { ...LONE.choice, none } });
  const ONE_OF_THEM = [0, 0, 20, 40];

  test.each([
    ['two', [[CLEAR, CLEAR]], loneIn(ONE_OF_THEM), '11'],
    [
      'two lines of two',
      [
        [CLEAR, CLEAR],
        [CLEAR, CLEAR],
      ],
      loneIn(ONE_OF_THEM),
      '1111',
    ],
    ['one alone in its line', [[CLEAR, CLEAR], [CLEAR]], loneIn(ONE_OF_THEM), '7'],
    ['one that is not that sure', [[CLEAR, LESS]], loneIn(ONE_OF_THEM), '7'],
    ['little left out', [[...Array(6).fill(CLEAR), NOTHING]], loneIn(ONE_OF_THEM), '111111'],
    ['more left out', [[...Array(5).fill(CLEAR), NOTHING]], loneIn(ONE_OF_THEM), '7'],
    ['a line left out', [Array(3).fill(CLEAR), [NOTHING]], loneIn(ONE_OF_THEM), '7'],
    ['a lone digit that has less of them', [[CLEAR, CLEAR]], loneIn([0, 0, 31, 40]), '11'],
    ['a lone digit that has most of them', [[CLEARER, CLEARER]], loneIn([0, 0, 33, 40]), '7'],
    ['a lone digit that is refused', [[CLEAR, CLEAR]], loneIn(ONE_OF_THEM, 0.9), '7'],
    ['then they are surer', [[CLEARER, CLEARER]], loneIn(ONE_OF_THEM, 0.9), '11'],
    ['or there is none', [[CLEARER, CLEARER]], null, '11'],
  ])('digits that are clearly several are read, whatever else speaks against it: %s', (_, rows, lone, expected) => {
    const { writing, words } = view(...rows);
    const found = decide(lone, [], [writing], [words], wary);
    expect(found.map(({ choice }) => digitOf(choice)).join('')).toBe(expected);
  });

  test.each([
    ['a piece', 40, [0], undefined, [7]],
    ['its parts', 40, [3, 3], undefined, [7]],
    ['two pieces', 40, [3, 4], undefined, [1, 1]],
    ['ink of the other polarity', 40, [0], 'light', [1, 1]],
    ['a piece that has less of them', 31, [0], undefined, [1, 1]],
  ])(
    'digits that are one piece in another view are not clearly several: %s',
    (_, right, numbers, polarity, expected) => {
      const { writing, words } = view([CLEARER, CLEARER]);
      const atoms = numbers.map((number, i) => atom([20 * i, 0], { piece: { number, parts: numbers.length } }));
      const piece = segmentOf(0, numbers.length);
      const glyph = { ...piece.glyph, box: [0, 0, right, 40], polarity };
      const other = { ...writing, lines: [{ atoms, segments: [{ ...piece, glyph }] }] };
      const said = [words, Float32Array.from(NOTHING)];
      const found = decide(loneIn(ONE_OF_THEM, 0.9), [], [writing, other], said, wary);
      expect(found.map(({ choice }) => digitOf(choice))).toEqual(expected);
    },
  );

  test('a view that is likelier than a clear one is read first', () => {
    const [clear, likely] = [view([CLEARER, CLEARER]), view(Array(3).fill(word(2, { none: 0.001 })))];
    const eager = { ...METADATA, numbers: { ...METADATA.numbers, ones: -60, missed: 0 } };
    const found = decide(loneIn(ONE_OF_THEM), [], [clear.writing, likely.writing], [clear.words, likely.words], eager);
    expect(found.map(({ choice }) => digitOf(choice))).toEqual([2, 2, 2]);
  });

  test.each([
    [0.9, [1, 1]],
    [1.0, [7]],
  ])('where several have to be likelier by %d, that they are clear may not be enough', (least, expected) => {
    const { writing, words } = view([CLEARER, CLEARER]);
    const found = decide(loneIn(ONE_OF_THEM), [], [writing], [words], wary, least);
    expect(found.map(({ choice }) => digitOf(choice))).toEqual(expected);
  });

  /** What is read of two sure digits beside each other, with other weights. */
  function readOfTwo(finds, weights) {
    const { writing, words } = view([word(1), word(2)]);
    const wary = { ...METADATA, numbers: { ...METADATA.numbers, ...weights } };
    return decide(LONE, finds, [writing], [words], wary).map(({ choice }) => digitOf(choice));
  }

  test.each([
    ['no find', [], 6.5, [1, 2]],
    ['as broad as both', [[0, 0, 40, 40]], 6.5, [7]],
    ['both and much else', [[-100, -50, 500, 200]], 6.5, [7]],
    ['most of both', [[0, 0, 33, 40]], 6.5, [7]],
    ['less of them', [[0, 0, 31, 40]], 6.5, [1, 2]],
    ['most of their height', [[0, 7, 40, 40]], 6.5, [7]],
    ['less of their height', [[0, 9, 40, 40]], 6.5, [1, 2]],
    [
      'each alone',
      [
        [0, 0, 20, 40],
        [20, 0, 20, 40],
      ],
      6.5,
      [1, 2],
    ],
    ['beside them', [[60, 0, 40, 40]], 6.5, [1, 2]],
    ['what is no digit', [[0, 0, 40, 40]], -6.5, [1, 2]],
    ['what may be one', [[0, 0, 40, 40]], 0.5, [1, 2]],
  ])('where a find that has all of them is surely one digit, there are not several: %s', (_, boxes, odds, expected) => {
    const doubted = boxes.flatMap((box) => [-9, odds, -2].map((own) => ({ box, odds: own })));
    for (const finds of [boxes.map((box) => ({ box, odds })), doubted]) {
      expect(readOfTwo(finds, { whole_odds: -3 })).toEqual(expected);
    }
  });

  test.each([
    ['all of them', [[0, 0, 40, 40]], 7, [7]],
    ['not that surely', [[0, 0, 40, 40]], 6.9, [1, 2]],
    [
      'another beside',
      [
        [100, 0, 40, 40],
        [0, 0, 40, 40],
      ],
      9,
      [7],
    ],
    ['little more', [[-3, -1, 44, 44]], 9, [7]],
    ['a ring around them', [[-4, -4, 48, 48]], 9, [1, 2]],
    ['most of them', [[3, 2, 36, 38]], 9, [7]],
    ['less of them', [[5, 0, 30, 40]], 9, [1, 2]],
  ])(
    'where a find that is all of them is certainly one digit, nothing speaks for several: %s',
    (_, boxes, odds, expected) => {
      const finds = boxes.map((box) => ({ box, odds }));
      expect(readOfTwo(finds, { view: 60 })).toEqual(expected);
    },
  );

  test('three digits or more may be several, whatever a find of all of them is', () => {
    const { writing, words } = view([word(1), word(2), word(3)]);
    const eager = { ...METADATA, numbers: { ...METADATA.numbers, view: 60 } };
    const found = decide(LONE, [{ box: [0, 0, 60, 40], odds: 9 }], [writing], [words], eager);
    expect(found.map(({ choice }) => digitOf(choice))).toEqual([1, 2, 3]);
  });

  test.each([
    ['where it may be', 3, [1, 2]],
    ['where it surely is', 6.5, [7]],
  ])('that a find of all of them is surely one digit counts once more: %s', (_, odds, expected) => {
    expect(readOfTwo([{ box: [0, 0, 40, 40], odds }], { whole_sure: -30 })).toEqual(expected);
  });

  const inPlaces = (places, polarity = 'dark') => {
    const { writing, words } = view(places.map(() => word(1)));
    const [{ segments }] = writing.lines;
    segments.forEach(({ glyph }, i) => {
      Object.assign(glyph, { box: places[i], polarity });
    });
    return { writing, words };
  };
  const PAIR = [
    [0, 0, 20, 40],
    [20, 0, 20, 40],
  ];

  test.each([
    ['as far as its own', PAIR, 'dark', 2],
    ['where there is a third digit', [...PAIR, [60, 0, 20, 40]], 'dark', 3],
    ['where it lies in part on one of them', [...PAIR, [33, 0, 20, 40]], 'dark', 3],
    ['but not where it is one of them', [...PAIR, [30, 0, 20, 40]], 'dark', 2],
    ['but not in light ink', [...PAIR, [60, 0, 20, 40]], 'light', 2],
  ])('of two views that one wins which misses no digit: %s', (_, places, polarity, expected) => {
    const [two, other] = [inPlaces(PAIR), inPlaces(places, polarity)];
    for (const all of [
      [two, other],
      [other, two],
    ]) {
      // But for that, fewer digits would be likelier.
      const numbers = { ...METADATA.numbers, count: -1, missed: -2 };
      const writings = all.map(({ writing }) => writing);
      const said = all.map(({ words }) => words);
      expect(decide(LONE, [], writings, said, { ...METADATA, numbers })).toHaveLength(expected);
    }
  });

  const inARow = (count, apart) => Array.from({ length: count }, (_, i) => [apart * i, 0, 20, 40]);

  test.each([
    ['two', inARow(2, 4), 2],
    ['two nearly in one place', inARow(2, 2), 1],
    ['four', inARow(4, 16), 4],
    ['four closer', inARow(4, 12), 1],
    ['many', inARow(12, 18), 12],
    ['many as close as four may be', inARow(12, 16), 1],
  ])('the more digits there are, the less may they lie over one another: %s', (_, places, expected) => {
    const { writing, words } = inPlaces(places);
    expect(decide(LONE, [], [writing], [words], METADATA)).toHaveLength(expected);
  });

  test('digits of other lines may be as near as they like', () => {
    const lines = Array.from({ length: 4 }, () => [word(1), word(2)]);
    expect(decided(view(...lines))).toEqual({ 0: '12', 1: '12', 2: '12', 3: '12' });
  });

  test('whether any find has all of them counts, too', () => {
    expect(readOfTwo([], { whole: -30 })).toEqual([1, 2]);
    expect(readOfTwo([{ box: [0, 0, 40, 40], odds: -9 }], { whole: -30 })).toEqual([7]);
  });

  test('that a find of all of them is no digit does not speak for several', () => {
    expect(readOfTwo([{ box: [0, 0, 40, 40], odds: -9 }], { view: -20, whole_odds: -3 })).toEqual([7]);
  });

  test('where none was looked for, a page counts as found whole', () => {
    const { writing, words } = view(Array.from({ length: PAGE }, () => word(1, { none: 0.001 })));
    const wary = { ...METADATA, numbers: { ...METADATA.numbers, whole: -60 } };
    expect(readPage(writing, words, METADATA)).toHaveLength(PAGE);
    expect(readPage(writing, words, wary)).toEqual([]);
  });

  test('a find has the odds that the network gives it by itself', () => {
    const glyphs = [{ box: [0, 0, 50, 50] }, { box: [5, 6, 7, 8] }];
    const said = Float32Array.from([...word(3, { none: 0.1 }), ...NOTHING]);
    const [first, second] = findsOf(glyphs, said, METADATA);
    expect([first.box, second.box]).toEqual([
      [0, 0, 50, 50],
      [5, 6, 7, 8],
    ]);
    expect(first.odds).toBeCloseTo(Math.log(9), 2);
    expect(Math.abs(second.odds + Math.log(999))).toBeLessThan(0.2);
    const cool = { ...METADATA, calibration: { temperature: 0.5 } };
    expect(findsOf(glyphs, said, cool)[0].odds).toBeGreaterThan(first.odds + 1);
    expect(findsOf([], new Float32Array(0), METADATA)).toEqual([]);
  });

  const SURE = word(1, { none: 0.001 });
  const DOUBT = word(4, { none: 0.2 });
  const many = (...rows) => rows.flatMap(([said, count]) => Array.from({ length: count }, () => said));

  test.each([
    ['many digits', many([SURE, 12]), 12],
    ['one less', many([SURE, 11]), 0],
    ['little left out', many([SURE, 12], [NOTHING, 2]), 12],
    ['more left out', many([SURE, 12], [NOTHING, 3]), 0],
    ['some in doubt', many([SURE, 14], [DOUBT, 2]), 16],
    ['many in doubt', many([SURE, 6], [DOUBT, 8]), 0],
  ])('a page is many digits and little else, and sure on average: %s', (_, row, count) => {
    const { writing, words } = view(row);
    const text = many(
      ['1', row.filter((said) => said === SURE).length],
      ['4', row.filter((said) => said === DOUBT).length],
    );
    expect(readPage(writing, words, METADATA).map(({ choice }) => String(digitOf(choice)))).toEqual(count ? text : []);
  });

  test('what does not look like writing counts little where it is left out', () => {
    const { writing, words } = view([word(1), word(2), NOTHING, NOTHING, NOTHING]);
    const faint = writing.lines.map(({ atoms, segments }) => ({
      atoms: atoms.map((one, i) => (i > 1 ? { ...one, score: 0.1 } : one)),
      segments,
    }));
    expect(decided({ writing, words })).toEqual({ 0: '7' });
    expect(decided({ writing: { ...writing, lines: faint }, words })).toEqual({ 0: '12' });
  });

  const nothings = (count) => Array.from({ length: count }, () => NOTHING);

  test.each([
    ['one line', [[word(1), word(2)], nothings(9)], { 0: '12' }],
    ['two', [nothings(9), [word(1), word(2)], nothings(9)], { 0: '12' }],
    [
      'half of their own lines',
      [
        [word(1), word(2), ...nothings(3)],
        [word(3), word(4), word(5)],
      ],
      { 0: '12', 1: '345' },
    ],
    [
      'most of them',
      [
        [word(1), word(2), ...nothings(9)],
        [word(3), word(4), word(5)],
      ],
      { 0: '7' },
    ],
  ])('what is in lines without digits may be anything, the grain of a table or a text: %s', (_, rows, expected) => {
    expect(decided(view(...rows))).toEqual(expected);
  });

  test.each([
    [0, '12'],
    [1, '12'],
    [9, '7'],
  ])('but how much it is counts too: %d', (count, expected) => {
    const wary = { ...METADATA, numbers: { ...METADATA.numbers, left_out_elsewhere: -20 } };
    const { writing, words } = view([word(1, { none: 0.001 }), word(2, { none: 0.001 })], nothings(count));
    const digits = decide(LONE, [], [writing], [words], wary).map(({ choice }) => digitOf(choice));
    expect(digits.join('')).toBe(expected);
  });

  test('beside sure digits there may be a word', () => {
    const sure = [1, 2].map((digit) => word(digit, { sure: 1, none: 0.0001 }));
    expect(decided(view([...sure, ...nothings(4)]))).toEqual({ 0: '12' });
    expect(decided(view([word(1), word(2), ...nothings(4)]))).toEqual({ 0: '7' });
  });

  test('a line whose digits gain little is noise beside one whose digits gain much', () => {
    const number = [word(1), word(2), word(3), word(4), word(6)];
    const noise = [word(8, { none: 0.05 }), ...Array.from({ length: 3 }, () => word(5, { none: 0.45 }))];
    expect(decided(view(number, noise))).toEqual({ 0: '12346' });
    expect(decided(view(number, noise.slice(0, 1)))).toEqual({ 0: '12346', 1: '8' });
  });

  test('a page is no number unless that is likelier than not', () => {
    const { writing, words } = view(many([SURE, 12]));
    const unlikely = { ...METADATA, numbers: { ...METADATA.numbers, view: -60 } };
    expect(readPage(writing, words, unlikely)).toEqual([]);
  });

  test.each([
    ['the lone digit', LONE, [LONE]],
    ['nothing', null, []],
  ])('without a view there is but %s', (_, lone, expected) => {
    expect(decide(lone, [], [], [], METADATA)).toEqual(expected);
  });

  test.each([
    [
      'two lines',
      [
        [word(1), word(2)],
        [word(3), word(4)],
      ],
      { 0: '12', 1: '34' },
    ],
    ['of one digit each', [[word(1)], [word(2)]], { 0: '1', 1: '2' }],
    ['a line of letters', [[word(1), word(2)], [NOTHING, NOTHING], [word(3)]], { 0: '12', 1: '3' }],
    ['letters above', [[NOTHING], [word(1), word(2)]], { 0: '12' }],
    ['a line with nothing sure', [[word(1), word(2)], [UNSURE]], { 0: '12' }],
  ])('lines in which nothing was read do not count: %s', (_, rows, expected) => {
    expect(decided(view(...rows))).toEqual(expected);
  });

  const TWO = [word(1), word(2)];
  const THREE = [word(3), word(4), word(5)];
  const OTHER = [word(8), word(9)];

  test.each([
    ['the one with more digits', [TWO, THREE], '345'],
    ['be it the first', [THREE, TWO], '345'],
    ['the first of equals', [TWO, OTHER], '12'],
    ['the one more sure that they are digits', [[1, 2].map((digit) => word(digit, { none: 0.05 })), OTHER], '89'],
    ['the one more sure which they are', [[1, 2].map((digit) => word(digit, { sure: 0.6 })), OTHER], '89'],
    ['the one with less that is none', [[...TWO, NOTHING, NOTHING], OTHER], '89'],
    ['the one with several', [[word(6)], OTHER], '89'],
  ])('of several views the one that most speaks for is read: %s', (_, views, expected) => {
    expect(decided(...views.map((row) => view(row)))).toEqual({ 0: expected });
  });
});
