import { beforeAll, describe, expect, test } from 'vitest';
import { heatOf } from '../src/heat.js';
import { loadModel } from './model.js';

const SIDE = 28;
const at = (x, y) => y * SIDE + x;

/** An upright stroke, as glyphs are. */
function stroke() {
  const glyph = new Uint8Array(SIDE * SIDE);
  for (let y = 4; y < 24; y++) for (let x = 13; x < 16; x++) glyph[at(x, y)] = 255;
  return glyph;
}

/** A network that is sure of a 7 as far as there is ink in the stroke's top. */
const LOOKS_AT_THE_TOP = {
  metadata: { calibration: { temperature: 1 }, output: { classes: Array.from({ length: 10 }, (_, i) => String(i)) } },
  async predict(glyphs) {
    const count = glyphs.length / (SIDE * SIDE);
    const out = new Float32Array(count * 10);
    for (let i = 0; i < count; i++) {
      const own = glyphs.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
      let ink = 0;
      for (let y = 4; y < 8; y++) for (let x = 13; x < 16; x++) ink += own[at(x, y)] / (255 * 12);
      const sure = 0.1 + 0.8 * ink;
      out.subarray(i * 10, (i + 1) * 10).fill((1 - sure) / 9)[7] = sure;
    }
    return out;
  },
};

describe('of a network that looks at one place', () => {
  let heat;
  beforeAll(async () => {
    heat = await heatOf(stroke(), 7, LOOKS_AT_THE_TOP);
  });

  test('that place mattered most, and what is far from it not at all', () => {
    const hottest = heat.levels.indexOf(Math.max(...heat.levels));
    expect(Math.trunc(hottest / SIDE)).toBeLessThan(10);
    expect(heat.levels[hottest]).toBe(1);
    expect(heat.levels[at(14, 20)]).toBe(0);
    expect(heat.levels[at(1, 1)]).toBe(0);
  });

  test('hiding it takes the surety away', () => {
    expect(heat.sure).toBeCloseTo(0.9, 5);
    expect(heat.least).toBeLessThan(0.2);
  });
});

test('of a glyph without ink nothing mattered', async () => {
  const { levels, sure, least } = await heatOf(new Uint8Array(SIDE * SIDE), 7, LOOKS_AT_THE_TOP);
  expect(Math.max(...levels)).toBe(0);
  expect(least).toBe(sure);
});

test('of the shipped network it is of the ink and what is near it', async () => {
  const { levels, sure, least } = await heatOf(stroke(), 1, await loadModel());
  expect(sure).toBeGreaterThan(0.5);
  expect(least).toBeLessThan(sure);
  expect(Math.max(...levels)).toBe(1);
  expect([...levels].filter((_, pixel) => pixel % SIDE < 8 || pixel % SIDE > 20).every((level) => level === 0)).toBe(
    true,
  );
});
