// Parentheses: bent strokes around a line of digits are left out of it; tests/lambda_fn/test_parentheses.py draws the same.
import { describe, expect, test } from 'vitest';
import { bend } from '../src/numbers/ones.js';
import { parentheses } from '../src/numbers/parentheses.js';

const UPRIGHT = new Array(20).fill(14);
const OPENING = [16, 15, 14, 14, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 13, 13, 14, 14, 15, 16];
const CLOSING = OPENING.map((column) => 28 - column);
const LEANING = UPRIGHT.map((_, row) => 18 - Math.floor(row / 3));
// Half as bent.
const WEAKLY = OPENING.map((column) => 14 + Math.floor((column - 14) / 2));
const BACK = WEAKLY.map((column) => 28 - column);

function stroke(columns) {
  const pixels = new Uint8Array(28 * 28);
  columns.forEach((column, row) => {
    pixels.set([120, 255, 120], (row + 4) * 28 + column - 1);
  });
  return pixels;
}

function step(columns, digit = 1, tall = 100) {
  const probabilities = Array.from({ length: 10 }, (_, i) => Number(i === digit));
  return { segment: { glyph: { pixels: stroke(columns), box: [0, 0, 40, tall] } }, choice: { probabilities } };
}

/** Which of them are no parentheses. */
function leftOf(steps) {
  const marks = parentheses(steps);
  return [...steps.keys()].filter((i) => !marks.includes(steps[i]));
}

describe('parentheses', () => {
  test('a stroke bends by a part of its height', () => {
    expect(bend(stroke(UPRIGHT))).toBe(0);
    expect(bend(stroke(OPENING))).toBeCloseTo(-0.1, 1);
    expect(bend(stroke(CLOSING))).toBe(-bend(stroke(OPENING)));
    expect(Math.abs(bend(stroke(LEANING)))).toBeLessThan(0.02);
    expect(bend(stroke([14, 14]))).toBe(0);
    expect(bend(stroke([]))).toBe(0);
  });

  test.each([
    ['around one', [OPENING, UPRIGHT, CLOSING], [1]],
    ['around two', [OPENING, UPRIGHT, LEANING, CLOSING], [1, 2]],
    ['the closing one alone', [UPRIGHT, LEANING, CLOSING], [0, 1, 2]],
    ['the opening one alone', [OPENING, UPRIGHT, LEANING], [0, 1, 2]],
    ['the wrong way round', [CLOSING, UPRIGHT, OPENING], [0, 1, 2]],
    ['inside', [UPRIGHT, OPENING, CLOSING, LEANING], [0, 1, 2, 3]],
    ['nothing between them', [OPENING, CLOSING], [0, 1]],
    ['nothing', [], []],
  ])('are left out at the ends of a line: %s', (_, line, kept) => {
    const steps = line.map((columns) => step(columns));
    expect(leftOf(steps)).toEqual(kept);
  });

  test('what is no 1 is none', () => {
    const steps = [step(OPENING, 6), step(UPRIGHT), step(CLOSING, 7)];
    expect(leftOf(steps)).toEqual([0, 1, 2]);
  });

  test.each([
    [
      'opening',
      [
        [OPENING, 120],
        [UPRIGHT, 100],
      ],
      [1],
    ],
    [
      'opening, less bent',
      [
        [WEAKLY, 120],
        [UPRIGHT, 100],
      ],
      [1],
    ],
    [
      'closing, less bent',
      [
        [UPRIGHT, 100],
        [BACK, 120],
      ],
      [0],
    ],
    [
      'closing',
      [
        [UPRIGHT, 100],
        [UPRIGHT, 100],
        [CLOSING, 120],
      ],
      [0, 1],
    ],
    [
      'not so tall',
      [
        [UPRIGHT, 100],
        [CLOSING, 110],
      ],
      [0, 1],
    ],
    [
      'bent the wrong way',
      [
        [UPRIGHT, 100],
        [WEAKLY, 120],
      ],
      [0, 1],
    ],
    [
      'leaning',
      [
        [UPRIGHT, 100],
        [LEANING, 120],
      ],
      [0, 1],
    ],
    [
      'the first digit is taller',
      [
        [UPRIGHT, 130],
        [UPRIGHT, 100],
        [CLOSING, 120],
      ],
      [0, 1],
    ],
    [
      'the last digit is as tall',
      [
        [UPRIGHT, 100],
        [UPRIGHT, 115],
        [CLOSING, 120],
      ],
      [0, 1, 2],
    ],
    [
      'most are as tall',
      [
        [UPRIGHT, 100],
        [UPRIGHT, 120],
        [UPRIGHT, 120],
        [UPRIGHT, 100],
        [CLOSING, 120],
      ],
      [0, 1, 2, 3, 4],
    ],
    [
      'two, less bent',
      [
        [WEAKLY, 106],
        [UPRIGHT, 100],
        [BACK, 106],
      ],
      [1],
    ],
    [
      'one of two not so tall',
      [
        [WEAKLY, 104],
        [UPRIGHT, 100],
        [BACK, 106],
      ],
      [0, 1, 2],
    ],
    [
      'not all of a line',
      [
        [OPENING, 120],
        [CLOSING, 100],
      ],
      [1],
    ],
  ])('one alone is taller than the digits: %s', (_, line, kept) => {
    expect(leftOf(line.map(([columns, tall]) => step(columns, 1, tall)))).toEqual(kept);
  });
});
