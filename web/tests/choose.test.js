import { describe, expect, test } from 'vitest';
import { calibrate, choose, shape } from '../src/choose.js';

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'];
const NOTHING = { bias: 0, odds: 0, surety: 0, score: 0, one: 0, breadth: 0, breadth_squared: 0, slant: 0, stroke: 0 };

/** Probabilities of one glyph: of being no digit, and of one digit among the ten. */
const row = (noDigit, sure, digit = 3) =>
  CLASSES.map((name) =>
    name === 'no digit' ? noDigit : (1 - noDigit) * (Number(name) === digit ? sure : (1 - sure) / 9),
  );

/** A glyph's pixels; points: [row, column] of those that are ink. */
function inked(points, level = 255) {
  const pixels = new Uint8Array(28 * 28);
  for (const [row, column] of points) pixels[row * 28 + column] = level;
  return pixels;
}

const BLANK = inked([]);
// Of five pixels in a row the variance is 2.
const [ALONG, UP, ASLANT] = [
  [0, 1],
  [1, 0],
  [1, 1],
].map(([row, column]) => [0, 1, 2, 3, 4].map((at) => [row * at + 9, column * at + 4]));

/** What is chosen; pixels, strokes: of all the glyphs; weights: of the choice, where they are not 0. */
const chosen = (scores, rows, { classes = 11, temperature = 1, pixels = BLANK, strokes, ...weights } = {}) =>
  choose(
    scores.map((score) => ({ pixels, score, stroke: strokes })),
    Float32Array.from(rows.flatMap((own) => own.slice(0, classes))),
    {
      output: { classes: CLASSES.slice(0, classes) },
      calibration: { temperature },
      choice: { ...NOTHING, ...weights },
    },
  );

test('of nothing, nothing is chosen', () => {
  expect(chosen([], [])).toBeNull();
});

describe('the chosen glyph', () => {
  const all = { bias: -1, odds: 1, surety: 1, score: 0.5 };

  test.each([
    ['the only one, be it no digit', [1], [row(0.99, 0.9)], all, 0],
    ['the surer of equal ink', [1, 1], [row(0, 0.8), row(0, 0.9)], all, 1],
    ['a digit before what is none', [1, 0.5], [row(0.9, 0.99), row(0, 0.9)], all, 1],
    ['a digit before a likelier one that may be none', [1, 1], [row(0.3, 0.99), row(0, 0.68)], all, 1],
    ['the better ink of equally sure ones', [0.5, 1], [row(0, 0.9), row(0, 0.9)], all, 1],
    ['the first of equals', [1, 1], [row(0, 0.9), row(0, 0.9)], all, 0],
    [
      'the surer, where the weight of the score takes back its share',
      [0.01, 1],
      [row(0, 0.9), row(0, 0.8)],
      { ...all, score: -1 },
      0,
    ],
    ['the better ink, where it has much', [0.6, 1], [row(0, 0.9), row(0, 0.8)], { ...all, score: 4 }, 1],
    ['the surer, by more than the ink is worse', [0.7, 1], [row(0, 0.9), row(0, 0.6)], all, 0],
    ['the surest of ten classes', [1, 1], [row(0, 0.6), row(0, 0.7)], { ...all, classes: 10 }, 1],
    [
      'the surer of two that agree before the surest, alone',
      [1, 1, 1],
      [row(0, 0.9, 7), row(0, 0.7), row(0, 0.8)],
      all,
      2,
    ],
    ['what is weightier, though less sure', [1, 0.3], [row(0, 0.55, 7), row(0, 1)], { score: 1 }, 0],
    [
      'what speaks most for the answer, though more for another digit',
      [1, 0.1],
      [CLASSES.map((name) => ({ 3: 0.48, 7: 0.52 })[name] ?? 0), row(0, 1)],
      { score: 1 },
      0,
    ],
  ])('is %s', (_, scores, rows, weights, expected) => {
    expect(chosen(scores, rows, weights).index).toBe(expected);
  });
});

describe('the probabilities are a mixture of the finds:', () => {
  test.each([
    ['one alone says what it is', [1], [row(0, 0.8)], {}, { 3: 0.8 }],
    ['of the digits alone, not of being none', [1], [row(0.6, 0.8)], {}, { 3: 0.8 }],
    ['two that agree say no more than each', [1, 1], [row(0, 0.8), row(0, 0.8)], {}, { 3: 0.8 }],
    ['two that differ are halved', [1, 1], [row(0, 1), row(0, 1, 7)], {}, { 3: 1 / 2, 7: 1 / 2 }],
    ['two outvote one', [1, 1, 1], [row(0, 1), row(0, 1, 7), row(0, 1)], {}, { 3: 2 / 3, 7: 1 / 3 }],
    ['half the score is half the share', [1, 0.5], [row(0, 1), row(0, 1, 7)], {}, { 3: 2 / 3, 7: 1 / 3 }],
    [
      'and a quarter, where the score has weight, too',
      [1, 0.5],
      [row(0, 1), row(0, 1, 7)],
      { score: 1 },
      { 3: 4 / 5, 7: 1 / 5 },
    ],
    [
      'even odds are a quarter of four to one',
      [1, 1],
      [row(0.5, 1), row(0.2, 1, 7)],
      { odds: 1 },
      { 3: 1 / 5, 7: 4 / 5 },
    ],
    ['what is surely none has no weight', [1, 1], [row(1, 1), row(0, 1, 7)], { odds: 1 }, { 3: 0, 7: 1 }],
    [
      'half as sure is half the weight',
      [1, 1],
      [row(0, 0.5), row(0, 1, 7)],
      { surety: 1 },
      { 3: 0.5 / 3, 7: 2 / 3 + 0.5 / 27 },
    ],
    ["the bias is all finds' alike", [1, 1], [row(0, 1), row(0, 1, 7)], { bias: -3 }, { 3: 1 / 2, 7: 1 / 2 }],
    ['they are calibrated first', [1], [row(0, 0.9)], { temperature: 2 }, { 3: 0.5 }],
  ])('%s', (_, scores, rows, weights, expected) => {
    const { probabilities } = chosen(scores, rows, weights);
    expect(probabilities).toHaveLength(10);
    expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    for (const [digit, probability] of Object.entries(expected))
      expect(probabilities[digit]).toBeCloseTo(probability, 3);
  });
});

describe('that there is no digit is weighed against all finds:', () => {
  test.each([
    ['one without a weight is as likely as none', [1], [row(0, 0.9)], {}, 1 / 2],
    ['finds that agree count as one', [1, 1, 1], [row(0, 0.9), row(0, 0.9), row(0, 0.9)], {}, 1 / 2],
    ['finds that differ, too', [1, 1], [row(0, 1), row(0, 1, 7)], {}, 1 / 2],
    ['the bias speaks for each', [1], [row(0, 0.9)], { bias: Math.log(3) }, 1 / 4],
    ["by the odds alone it is the network's word", [1], [row(0.8, 0.9)], { odds: 1 }, 0.8],
    ['the network is never quite sure of none', [1], [row(1, 0.9)], { odds: 1 }, 0.9999],
    ['nor of a digit', [1], [row(0, 0.9)], { odds: 1 }, 0.0001],
    ['without a class for it the odds are even', [1], [row(0.8, 0.9)], { odds: 1, classes: 10 }, 1 / 2],
    ['it is calibrated first', [1], [row(0.8, 0.9)], { odds: 1, temperature: 2 }, 0.5132],
    ['who is unsure which digit may see none', [1], [row(0, 0.5)], { surety: 2 }, 4 / 5],
    ['a straight stroke that looks little like writing may be an edge', [0.25], [row(0, 1, 1)], { one: 1 }, 4 / 5],
    ['which another digit is not', [0.25], [row(0, 1, 7)], { one: 1 }, 1 / 2],
    ['what looks little like writing may be none', [0.25], [row(0, 0.9)], { score: 1 }, 4 / 5],
    ['by how much, the weight says', [0.25], [row(0, 0.9)], { score: 0.5 }, 2 / 3],
    ['what is broad may be more of a digit', [1], [row(0, 0.9)], { breadth: 2, pixels: inked(ALONG) }, 1 / 6],
    ['and what is narrow the less', [1], [row(0, 0.9)], { breadth: 2, pixels: inked(UP) }, 5 / 6],
    [
      'either may be less of one than what is neither',
      [1],
      [row(0, 0.9)],
      { breadth_squared: 4 / Math.log(5), pixels: inked(ALONG) },
      1 / 6,
    ],
    ['narrow as broad', [1], [row(0, 0.9)], { breadth_squared: 4 / Math.log(5), pixels: inked(UP) }, 1 / 6],
    ['and so may what lies aslant', [1], [row(0, 0.9)], { slant: Math.log(3) / 0.64, pixels: inked(ASLANT) }, 1 / 4],
    ['which an upright stroke does not', [1], [row(0, 0.9)], { slant: Math.log(3) / 0.64, pixels: inked(UP) }, 1 / 2],
    ['what is a stroke by itself is none the less', [1], [row(0, 0.9)], { stroke: 2, strokes: 1 }, 1 / 2],
    ['as is what nothing is known of', [1], [row(0, 0.9)], { stroke: 2 }, 1 / 2],
    ['half a stroke is', [1], [row(0, 0.9)], { stroke: 2, strokes: 0.5 }, 4 / 5],
    ['and what is hardly any', [1], [row(0, 0.9)], { stroke: 1, strokes: 0.05 }, 20 / 21],
    ['or none, which counts as that', [1], [row(0, 0.9)], { stroke: 1, strokes: 0 }, 20 / 21],
    [
      'what is surely none halves the weight of the other',
      [1, 1],
      [row(0, 0.9), row(1, 0.9)],
      { odds: 1, bias: -Math.log(1e4) },
      2 / 3,
    ],
    [
      'specks, however many, do not',
      [1, ...Array(20).fill(0.0005)],
      [row(0, 0.9), ...Array(20).fill(row(1, 0.9))],
      { odds: 1, bias: -Math.log(1e4) },
      0.503,
    ],
  ])('%s', (_, scores, rows, weights, expected) => {
    expect(Math.abs(chosen(scores, rows, weights).none - expected)).toBeLessThan(2e-4);
  });
});

describe('a shape is how broad its ink is, and how much it lies aslant:', () => {
  const square = Array.from({ length: 81 }, (_, i) => [4 + Math.trunc(i / 9), 2 + (i % 9)]);
  const dented = inked(ALONG);
  dented[9 * 28 + 6] = 1;

  test.each([
    ['of nothing', BLANK, 0, 0],
    ['of a speck', inked([[3, 20]]), 0, 0],
    ['of a square', inked(square), 0, 0],
    ['of a stroke along the rows', inked(ALONG), Math.log(5) / 2, 0],
    ['of an upright one', inked(UP), -Math.log(5) / 2, 0],
    ['of one aslant', inked(ASLANT), 0, 0.64],
    ['either way', inked(ASLANT.map(([row, column]) => [20 - row, column])), 0, 0.64],
    ['wherever it is', inked([0, 1, 2, 3, 4].map((at) => [27, 27 - at])), Math.log(5) / 2, 0],
    ['however faint', inked(ALONG, 1), Math.log(5) / 2, 0],
    ['by each pixel as much as it is ink', dented, Math.log((2.5 - 1e-3 + 0.5) / 0.5) / 2, 0],
  ])('%s', (_, pixels, breadth, slant) => {
    const expected = [breadth, breadth * breadth, slant];
    shape(pixels).forEach((seen, at) => {
      expect(seen).toBeCloseTo(expected[at], 3);
    });
  });
});

describe('calibrate', () => {
  test.each([
    [1, [0.8, 0.2], [0.8, 0.2]],
    [2, [0.8, 0.2], [2 / 3, 1 / 3]],
    [0.5, [0.8, 0.2], [0.64 / 0.68, 0.04 / 0.68]],
    [1, [1, 0], [1, 1e-12]],
  ])('at temperature %d, %j becomes %j', (temperature, probabilities, expected) => {
    calibrate(probabilities, temperature).forEach((p, index) => {
      expect(p).toBeCloseTo(expected[index], 10);
    });
  });
});
