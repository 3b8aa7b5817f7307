// Parentheses: bent strokes around a line of digits are left out of it; tests/lambda_fn/test_parentheses.py draws the same.
import { describe, expect, test } from 'vitest';
import { bend, withoutParentheses } from '../src/numbers/parentheses.js';

const UPRIGHT = new Array(20).fill(14);
const OPENING = [16, 15, 14, 14, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 13, 13, 14, 14, 15, 16];
const CLOSING = OPENING.map((column) => 28 - column);
const LEANING = UPRIGHT.map((_, row) => 18 - Math.floor(row / 3));

function stroke(columns) {
  const pixels = new Uint8Array(28 * 28);
  columns.forEach((column, row) => {
    pixels.set([120, 255, 120], (row + 4) * 28 + column - 1);
  });
  return pixels;
}

function step(columns, digit = 1) {
  const probabilities = Array.from({ length: 10 }, (_, i) => Number(i === digit));
  return { segment: { glyph: { pixels: stroke(columns) } }, choice: { probabilities } };
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
    expect(withoutParentheses(steps)).toEqual(kept.map((i) => steps[i]));
  });

  test('what is no 1 is none', () => {
    const steps = [step(OPENING, 6), step(UPRIGHT), step(CLOSING, 7)];
    expect(withoutParentheses(steps)).toEqual(steps);
  });
});
