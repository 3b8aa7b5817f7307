import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { paint, parse } from '../scripts/icons.mjs';

const drawing = parse(readFileSync(new URL('../public/icon.svg', import.meta.url), 'utf8'));

/** The colour, with alpha, of the pixel that lies at parts of the side. */
function colourAt(png, x, y) {
  const { width, height, data } = decode(png);
  const at = 4 * (Math.trunc(y * height) * width + Math.trunc(x * width));
  return [...data.subarray(at, at + 4)];
}

test('the drawing is read from icon.svg', () => {
  expect(drawing).toMatchObject({ side: 32, round: 7, ground: [0x1f, 0x5f, 0xa8], ink: [255, 255, 255], width: 3.2 });
  expect(drawing.line[0]).toEqual([10, 9.5]);
});

test.each([32, 180])('an icon of %d pixels has its ground, its ink and clear corners', (side) => {
  const icon = paint(drawing, side, false);
  expect(colourAt(icon, 0.1, 0.5)).toEqual([0x1f, 0x5f, 0xa8, 255]);
  expect(colourAt(icon, 15.2 / 32, 15.6 / 32).slice(0, 3)).toEqual([255, 255, 255]);
  expect(colourAt(icon, 0, 0)[3]).toBe(0);
});

test('one to be cut by the system reaches into its corners', () => {
  expect(colourAt(paint(drawing, 64, true), 0, 0)).toEqual([0x1f, 0x5f, 0xa8, 255]);
});
