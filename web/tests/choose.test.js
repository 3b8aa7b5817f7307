import { expect, test } from 'vitest';
import { choose } from '../src/choose.js';

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'];

/** Probabilities of one glyph: of being no digit, and of the digit 3 among the ten. */
const row = (noDigit, sure) =>
  CLASSES.map((name) => (name === 'no digit' ? noDigit : (1 - noDigit) * (name === '3' ? sure : (1 - sure) / 9)));

const chosen = (scores, rows, { classes = 11, weight = 0.5, temperature = 1 } = {}) =>
  choose(
    scores.map((score) => ({ score })),
    Float32Array.from(rows.flatMap((own) => own.slice(0, classes))),
    {
      output: { classes: CLASSES.slice(0, classes) },
      calibration: { temperature },
      choice: { score_weight: weight, surety_weight: 1 },
    },
  );

test.each([
  ['nothing, where there is none', [], [], {}, -1],
  ['the one that is there, be it no digit', [1], [row(0.99, 0.9)], {}, 0],
  ['the surer of equal ink', [1, 1], [row(0, 0.8), row(0, 0.9)], {}, 1],
  ['a digit before what is none', [1, 0.5], [row(0.9, 0.99), row(0, 0.9)], {}, 1],
  ['a digit before a likelier one that may be none', [1, 1], [row(0.3, 0.99), row(0, 0.68)], {}, 1],
  ['the better ink of equally sure ones', [0.5, 1], [row(0, 0.9), row(0, 0.9)], {}, 1],
  ['the first of equals', [1, 1], [row(0, 0.9), row(0, 0.9)], {}, 0],
  ['the surer, where the score has no weight', [0.01, 1], [row(0, 0.9), row(0, 0.8)], { weight: 0 }, 0],
  ['the better ink, where the score has much', [0.6, 1], [row(0, 0.9), row(0, 0.8)], { weight: 4 }, 1],
  ['the surest of ten classes', [1, 1], [row(0, 0.6), row(0, 0.7)], { classes: 10 }, 1],
])('choose takes %s', (_, scores, rows, options, expected) => {
  expect(chosen(scores, rows, options)).toBe(expected);
});
