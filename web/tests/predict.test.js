import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { profile } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { KERNELS } from '../scripts/tfjs_parts.mjs';
import { Model } from '../src/predict.js';
import { loadModel } from './model.js';

const GLYPH = 28 * 28;
let model;
beforeAll(async () => {
  model = await loadModel();
});

/** A 1: an upright stroke. */
const one = () =>
  Uint8Array.from({ length: GLYPH }, (_, at) =>
    at % 28 > 12 && at % 28 < 16 && at > 4 * 28 && at < 24 * 28 ? 255 : 0,
  );

describe('predict', () => {
  test.each([0, 1, 3])('%d glyphs give as many rows of probabilities', async (count) => {
    const glyphs = new Uint8Array(count * GLYPH);
    for (let i = 0; i < count; i++) glyphs.set(one(), i * GLYPH);
    const classes = model.metadata.output.classes.length;
    const probabilities = await model.predict(glyphs);
    expect(probabilities).toHaveLength(count * classes);
    for (let i = 0; i < count; i++) {
      const row = [...probabilities.subarray(i * classes, (i + 1) * classes)];
      expect(row.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
      expect(row.indexOf(Math.max(...row))).toBe(1);
    }
  });

  test('many glyphs are run in parts, and none of them too large', async () => {
    const sizes = [];
    const graph = {
      predict(input) {
        sizes.push(input.shape[0]);
        return model.graph.predict(input);
      },
    };
    const counting = new Model(graph, model.metadata);
    const glyphs = new Uint8Array(600 * GLYPH);
    for (let i = 0; i < 600; i++) glyphs.set(one(), i * GLYPH);
    const probabilities = await counting.predict(glyphs);
    expect(probabilities).toHaveLength(600 * model.metadata.output.classes.length);
    expect(sizes).toEqual([256, 256, 88]);
  });

  test('what is no whole number of glyphs is refused', async () => {
    await expect(async () => model.predict(new Uint8Array(GLYPH + 1))).rejects.toThrow(RangeError);
  });

  test('the page carries every kernel that the model runs', async () => {
    const { kernelNames } = await profile(() => model.predict(one()));
    // Names ending in __op are the functions around the kernels.
    const kernels = kernelNames.filter((name) => !name.endsWith('__op'));
    expect(kernels.filter((name) => !KERNELS.includes(name))).toEqual([]);
  });

  test('verify.mjs writes the same probabilities for the same glyphs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verify-'));
    const input = Float32Array.from(one(), (grey) => grey / 255);
    writeFileSync(join(folder, 'in.f32'), Buffer.from(input.buffer));
    const script = fileURLToPath(new URL('../scripts/verify.mjs', import.meta.url));
    const modelFolder = fileURLToPath(new URL('../public/model', import.meta.url));
    execFileSync('node', [script, modelFolder, join(folder, 'in.f32'), join(folder, 'out.f32')]);
    const written = readFileSync(join(folder, 'out.f32'));
    expect(new Float32Array(written.buffer.slice(written.byteOffset, written.byteOffset + written.length))).toEqual(
      await model.predict(one()),
    );
  });
});
