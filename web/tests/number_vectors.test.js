// The shared vectors of numbers: the same pictures give the same text, and each digit the same box, as in Python.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { readPixels } from '../src/read.js';
import { loadModel } from './model.js';
import { readPng } from './pictures.js';

const FOLDER = fileURLToPath(new URL('../../tests/vectors/numbers', import.meta.url));
const VECTORS = JSON.parse(readFileSync(`${FOLDER}/numbers.json`, 'utf8'));

let model;
beforeAll(async () => {
  model = await loadModel();
});

test.each(VECTORS)(
  '$picture is read as in Python, and each digit has its box',
  async ({ picture, text, digits }) => {
    const { reading, glyphs } = await readPixels(readPng(`${FOLDER}/${picture}`), picture, model);
    expect(reading.text).toBe(text);
    expect(reading.digits.map(({ digit, line }) => [digit, line])).toEqual(
      digits.map(({ digit, line }) => [digit, line]),
    );
    reading.digits.forEach(({ box }, index) => {
      const apart = box.map((side, at) => Math.abs(side - digits[index].box[at]));
      expect(Math.max(...apart), `box ${box} for ${digits[index].box}`).toBeLessThanOrEqual(1);
    });
    expect(glyphs).toHaveLength(digits.length * 28 * 28);
  },
  60_000,
);
