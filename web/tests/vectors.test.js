// The shared vectors: the same pictures give the same candidates, and the same digits, as in Python.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../src/preprocess/index.js';
import { readPixels } from '../src/read.js';
import { loadModel } from './model.js';
import { readPng } from './pictures.js';

const FOLDER = fileURLToPath(new URL('../../tests/vectors', import.meta.url));
const VECTORS = JSON.parse(readFileSync(`${FOLDER}/vectors.json`, 'utf8'));

/** The largest difference between two lists of numbers. */
const apart = (a, b) => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);

let model;
beforeAll(async () => {
  model = await loadModel();
});

describe.each(VECTORS)('$picture', ({ picture, digit, candidates }) => {
  let pixels;
  beforeAll(() => {
    pixels = readPng(`${FOLDER}/${picture}`);
  });

  test('as many candidates, in the same places, with the same pixels', () => {
    const found = preprocess(pixels);
    expect(found).toHaveLength(candidates.length);
    found.forEach((glyph, index) => {
      const expected = candidates[index];
      expect(apart(glyph.box, expected.box), `box ${glyph.box} for ${expected.box}`).toBeLessThanOrEqual(1);
      expect(apart([...glyph.pixels], inflateSync(Buffer.from(expected.pixels, 'base64')))).toBeLessThanOrEqual(1);
      expect(glyph.score).toBeCloseTo(expected.score, 5);
      expect(glyph.stroke ?? 1).toBeCloseTo(expected.stroke, 5);
    });
  });

  test(`is read as ${digit ?? 'no digit'}`, async () => {
    expect((await readPixels(pixels, picture, model)).reading.text).toBe(digit === null ? '' : String(digit));
  });
});
