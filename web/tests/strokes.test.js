import { describe, expect, test } from 'vitest';
import { outlineOf, PENS, SIDE } from '../src/strokes.js';

const spread = (values) => Math.max(...values) - Math.min(...values);

/** A level line across the pad's middle, and how high it is in the middle, over SIDE. */
function heightOf(width, pressure, pressed) {
  const points = Array.from({ length: 30 }, (_, i) => [0.2 + 0.02 * i, 0.5, pressure]);
  const outline = outlineOf({ points, width, pressed }, true);
  return spread(outline.filter(([x]) => Math.abs(x - SIDE / 2) < SIDE / 8).map(([, y]) => y));
}

describe('a line', () => {
  test.each(Object.entries(PENS))('of the %s pen is as wide as the pen', (_, width) => {
    expect(heightOf(width, 0.5, false)).toBeCloseTo(width * SIDE, 0);
  });

  test('of a mouse does not mind pressure', () => {
    expect(heightOf(PENS.medium, 0.1, false)).toBeCloseTo(heightOf(PENS.medium, 0.9, false));
  });

  test('of a pen is the wider the harder it is pressed', () => {
    const heights = [0.1, 0.5, 0.9].map((pressure) => heightOf(PENS.medium, pressure, true));
    expect(heights[0]).toBeLessThan(heights[1]);
    expect(heights[1]).toBeLessThan(heights[2]);
  });
});

test('a point is a dot as wide as the pen', () => {
  const outline = outlineOf({ points: [[0.5, 0.5, 0.5]], width: PENS.thick, pressed: false }, true);
  const [x, y] = [0, 1].map((axis) => outline.map((corner) => corner[axis]));
  // The library draws a dot from its centre to a pixel beside it.
  expect(spread(x)).toBeCloseTo(PENS.thick * SIDE, -1);
  expect(spread(y)).toBeCloseTo(PENS.thick * SIDE, -1);
  expect((Math.max(...x) + Math.min(...x)) / 2).toBeCloseTo(SIDE / 2, -1);
});
