import { describe, expect, test } from 'vitest';
import { lineWidthOf, outlineOf, PENS, SIDE } from '../src/strokes.js';

const spread = (values) => Math.max(...values) - Math.min(...values);

/** A level line across the pad's middle. */
const line = (width, pressure, pressed) => ({
  points: Array.from({ length: 30 }, (_, i) => [0.2 + 0.02 * i, 0.5, pressure]),
  width,
  pressed,
});

/** How high the outline of a pen's line is in the middle, over SIDE. */
function heightOf(pressure) {
  const outline = outlineOf(line(PENS.medium, pressure, true), true);
  return spread(outline.filter(([x]) => Math.abs(x - SIDE / 2) < SIDE / 8).map(([, y]) => y));
}

describe('a line', () => {
  test.each(Object.entries(PENS))(
    'of the %s pen is as wide as the pen, however hard a mouse says it is pressed',
    (_, width) => {
      expect(lineWidthOf(line(width, 0.5, false))).toBeCloseTo(width * SIDE);
      expect(lineWidthOf(line(width, 0.9, false))).toBeCloseTo(width * SIDE);
    },
  );

  test("of a pen is as wide as a mouse's where it is pressed by half, and the wider the harder", () => {
    const heights = [0.1, 0.5, 0.9].map(heightOf);
    expect(heights[0]).toBeLessThan(0.7 * heights[1]);
    expect(heights[1]).toBeCloseTo(PENS.medium * SIDE, 0);
    expect(heights[2]).toBeGreaterThan(1.3 * heights[1]);
  });

  test.each([0.1, 0.5, 0.9])(
    'of a pen pressed by %d is never broader in its middle than in its outline',
    (pressure) => {
      expect(lineWidthOf(line(PENS.medium, pressure, true))).toBeLessThanOrEqual(heightOf(pressure) + 0.5);
    },
  );
});

test('of a pen that is pressed unevenly, the middle is as narrow as the lightest', () => {
  const stroke = line(PENS.medium, 0.9, true);
  stroke.points[15] = [0.5, 0.5, 0.1];
  expect(lineWidthOf(stroke)).toBeCloseTo(lineWidthOf(line(PENS.medium, 0.1, true)));
});
