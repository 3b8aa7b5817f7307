// The shared vectors: the same pictures give the same glyphs, and the same digits, as in Python.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../src/preprocess/index.js';
import { readPixels } from '../src/read.js';
import { loadModel } from './model.js';
import { readPng } from './pictures.js';

const FOLDER = fileURLToPath(new URL('../../tests/vectors', import.meta.url));
const VECTORS = JSON.parse(readFileSync(`${FOLDER}/vectors.json`, 'utf8'));

/** The largest difference between two lists of numbers. */
const apart = (a, b) => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);

describe.each(VECTORS)('$picture', ({ picture, digit, glyphs }) => {
  let pixels;
  let found;
  beforeAll(() => {
    pixels = readPng(`${FOLDER}/${picture}`);
    found = preprocess(pixels);
  });

  test('as many glyphs, in the same places, with the same pixels', () => {
    expect(found).toHaveLength(glyphs.length);
    found.forEach((glyph, index) => {
      const expected = glyphs[index];
      expect(apart(glyph.box, expected.box), `box ${glyph.box} for ${expected.box}`).toBeLessThanOrEqual(1);
      expect(apart([...glyph.pixels], Buffer.from(expected.pixels, 'base64'))).toBeLessThanOrEqual(1);
    });
  });

  test.runIf(digit !== null)(`is read as ${digit}`, async () => {
    expect((await readPixels(pixels, picture, await loadModel())).text).toBe(String(digit));
  });
});
