// Slashes and parentheses: marks between and around digits are left out, in every view; tests/lambda_fn/test_slashes.py draws the same.
import { describe, expect, test } from 'vitest';
import { marks, withoutMarks } from '../src/numbers/marks.js';
import { lean } from '../src/numbers/ones.js';
import { slashes } from '../src/numbers/slashes.js';

const UPRIGHT = new Array(20).fill(14);
const LEANING = UPRIGHT.map((_, row) => 17 - Math.floor((6 * row) / 20));
const FAR_LEANING = UPRIGHT.map((_, row) => 19 - Math.floor((10 * row) / 20));
const BACK = LEANING.toReversed();
const BENT = LEANING.map((column, row) => column + (row > 6 && row < 13 ? 2 : 0));

function stroke(columns) {
  const pixels = new Uint8Array(28 * 28);
  columns.forEach((column, row) => {
    pixels.set([120, 255, 120], (row + 4) * 28 + column - 1);
  });
  return pixels;
}

/** Digits side by side; of each the columns of its stroke (null: it is no 1), its first row and the one after its last. */
function lineOf(...digits) {
  return digits.map(([columns, top, bottom], i) => {
    const glyph = { pixels: stroke(columns ?? UPRIGHT), box: [40 * i, top, 30, bottom - top], polarity: 'dark' };
    const probabilities = Array.from({ length: 10 }, (_, digit) => Number(digit === (columns ? 1 : 7)));
    const run = { start: i, stop: i + 1, box: { left: 40 * i, top, right: 40 * i + 30, bottom } };
    return { segment: { glyph, run }, choice: { probabilities } };
  });
}

const DIGIT = [null, 100, 200];

describe('slashes', () => {
  test.each([
    ['taller', [DIGIT, [LEANING, 90, 212], DIGIT], [1]],
    ['as tall', [DIGIT, [LEANING, 99, 202], DIGIT], []],
    ['a little taller', [DIGIT, [LEANING, 94, 206], DIGIT], []],
    ['too high up', [DIGIT, [LEANING, 80, 199], DIGIT], []],
    ['upright', [DIGIT, [UPRIGHT, 90, 212], DIGIT], []],
    ['leaning back', [DIGIT, [BACK, 90, 212], DIGIT], []],
    ['bent', [DIGIT, [BENT, 90, 212], DIGIT], []],
    ['first', [[LEANING, 90, 212], DIGIT, DIGIT], []],
    ['last', [DIGIT, DIGIT, [LEANING, 90, 212]], []],
    ['no 1', [DIGIT, [null, 90, 212], DIGIT], []],
    ['two of a date', [DIGIT, [LEANING, 97, 204], DIGIT, DIGIT, [LEANING, 97, 204], DIGIT], [1, 4]],
    ['too far apart', [DIGIT, [LEANING, 97, 204], DIGIT, DIGIT, DIGIT, [LEANING, 97, 204], DIGIT], []],
    ['unlike each other', [DIGIT, [LEANING, 97, 204], DIGIT, DIGIT, [FAR_LEANING, 97, 204], DIGIT], []],
    [
      'as tall as one beside it',
      [
        [null, 90, 210],
        [LEANING, 88, 212],
        [null, 100, 180],
        [null, 100, 180],
      ],
      [],
    ],
    ['taller than most', [DIGIT, [LEANING, 88, 208], [null, 96, 196], DIGIT, DIGIT], [1]],
    [
      'a rising line',
      [
        [null, 130, 230],
        [LEANING, 95, 215],
        [null, 80, 180],
      ],
      [1],
    ],
    ['alone', [[LEANING, 90, 212]], []],
    ['nothing', [], []],
  ])('are tall straight strokes between digits: %s', (_, digits, found) => {
    const steps = lineOf(...digits);
    expect(slashes(steps, []).map((own) => steps.indexOf(own))).toEqual(found);
  });

  test('what leans with its line is upright on it', () => {
    const slashOf = (by, [top, bottom]) => {
      const digits = [0, 1, 2, 3, 4].map((i) => [null, 100 + by * i, 200 + by * i]);
      return slashes(lineOf(...digits.with(2, [LEANING, top, bottom])), []);
    };
    expect(slashOf(-20, [50, 172])).toHaveLength(1);
    expect(slashOf(20, [130, 252])).toEqual([]);
  });

  test('a stroke leans by columns a row', () => {
    expect(lean(stroke(UPRIGHT))).toBeCloseTo(0, 12);
    expect(lean(stroke(LEANING))).toBeCloseTo(0.3, 1);
    expect(lean(stroke(BACK))).toBe(-lean(stroke(LEANING)));
    expect(lean(stroke([14]))).toBeCloseTo(0, 12);
    expect(lean(stroke([]))).toBe(0);
  });

  test('centres one above the other are no slope', () => {
    const steps = lineOf(DIGIT, [LEANING, 90, 212], DIGIT);
    for (const { segment } of steps) segment.glyph.box[0] = 0;
    expect(slashes(steps, [])).toEqual([steps[1]]);
  });

  test('parts of a slash that another view shows are left out', () => {
    const whole = lineOf(DIGIT, [LEANING, 90, 212], DIGIT);
    const torn = lineOf(DIGIT, [LEANING, 90, 150], [null, 150, 212], [LEANING, 90, 212]);
    const known = marks(whole, []);
    torn[2].segment.glyph.box = whole[1].segment.glyph.box;
    expect(withoutMarks(torn, known)).toEqual([torn[0], torn[2], torn[3]]);
    torn[1].segment.glyph.polarity = 'light';
    expect(withoutMarks(torn, known)).toEqual(torn);
    expect(withoutMarks(whole, known)).toEqual([whole[0], whole[2]]);
    expect(withoutMarks(whole, [])).toEqual(whole);
  });

  test('are looked for within the parentheses', () => {
    const opening = [16, 15, 14, 14, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 13, 13, 14, 14, 15, 16];
    const closing = opening.map((column) => 28 - column);
    const steps = lineOf([opening, 85, 215], DIGIT, [LEANING, 90, 212], DIGIT, [closing, 85, 215]);
    const found = marks(steps, []);
    expect(found.map((own) => steps.indexOf(own)).sort()).toEqual([0, 2, 4]);
    expect(withoutMarks(steps, found)).toEqual([steps[1], steps[3]]);
    expect(marks([], [])).toEqual([]);
  });

  test.each([
    ['a percent sign', {}, true],
    ['upright', { columns: UPRIGHT }, false],
    ['bent', { columns: BENT }, false],
    ['leaning back', { columns: BACK }, false],
    ['no 1', { columns: null }, false],
    ['a digit', { upper: [100, 160] }, false],
    ['too low', { upper: [140, 165] }, false],
    ['too high', { lower: [140, 165] }, false],
    ['a point', { lower: [190, 200] }, false],
  ])('the bar of a percent sign leans between its rings: %s', (_, changes, isBar) => {
    const { columns, upper, lower } = { columns: LEANING, upper: [100, 125], lower: [175, 200], ...changes };
    const steps = lineOf(DIGIT, [columns, 100, 200]);
    Object.assign(steps[1].segment.run, { start: 2, stop: 3 });
    const atoms = [[100, 200], upper, [100, 200], lower].map(([top, bottom]) => ({
      box: { left: 0, top, right: 9, bottom },
    }));
    expect(slashes(steps, atoms)).toEqual(isBar ? [steps[1]] : []);
    expect(slashes(steps.slice(1), atoms)).toEqual([]);
    expect(slashes(steps, atoms.slice(0, 3))).toEqual([]);
  });
});
