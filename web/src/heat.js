// What mattered for an answer: each part of the glyph is hidden in turn, and the network is asked again. Runs in the worker.
// Source: occlusion sensitivity, Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (arXiv 1311.2901).
import { calibrate } from './choose.js';
import { SIDE } from './preprocess/glyph.js';

// A patch hides as much as a stroke and what is beside it.
const PATCH = 5;
const STEP = 2;
// More at once would only need more memory.
const BATCH = 64;
const LEAST = 1e-6;

/**
 * levels: [784], 0…1, how much each pixel mattered, 1 at the most; sure: of the whole glyph, 0…1; least: with the patch hidden that
 * matters most, 0…1.
 * @typedef {{levels: Float32Array, sure: number, least: number}} Heat
 */

/**
 * @param {Uint8Array} glyph                    [784], white ink on black
 * @param {number} digit                        the answer, 0…9
 * @param {import('./predict.js').Model} model
 * @returns {Promise<Heat>}
 */
export async function heatOf(glyph, digit, model) {
  const patches = inkedPatches(glyph);
  const [sure, ...hidden] = await surety([glyph, ...patches.map((patch) => without(glyph, patch))], digit, model);
  const sums = new Float32Array(glyph.length);
  const counts = new Float32Array(glyph.length);
  patches.forEach((patch, index) => {
    // In log-odds: from 99.99 % to 99 % is much, though it is little of a probability.
    const loss = Math.max(0, logOdds(sure) - logOdds(hidden[index]));
    for (const pixel of pixelsOf(patch)) {
      sums[pixel] += loss;
      counts[pixel] += 1;
    }
  });
  const means = sums.map((sum, pixel) => (counts[pixel] > 0 ? sum / counts[pixel] : 0));
  const most = Math.max(...means);
  return { levels: means.map((mean) => (most > 0 ? mean / most : 0)), sure, least: Math.min(sure, ...hidden) };
}

const logOdds = (p) => Math.log((p + LEAST) / (1 - p + LEAST));

/** The upper left corners [x, y] of all patches that hide some ink. */
function inkedPatches(glyph) {
  const patches = [];
  for (let y = 0; y <= SIDE - PATCH; y += STEP) {
    for (let x = 0; x <= SIDE - PATCH; x += STEP) {
      if (pixelsOf([x, y]).some((pixel) => glyph[pixel] > 0)) patches.push([x, y]);
    }
  }
  return patches;
}

function pixelsOf([left, top]) {
  return Array.from({ length: PATCH * PATCH }, (_, i) => (top + Math.trunc(i / PATCH)) * SIDE + left + (i % PATCH));
}

function without(glyph, patch) {
  const copy = glyph.slice();
  for (const pixel of pixelsOf(patch)) copy[pixel] = 0;
  return copy;
}

/** How sure the network is of a digit in each glyph, calibrated, 0…1, against all other classes. */
async function surety(glyphs, digit, model) {
  const { calibration, output } = model.metadata;
  const classes = output.classes.length;
  const sure = [];
  for (let start = 0; start < glyphs.length; start += BATCH) {
    const some = glyphs.slice(start, start + BATCH);
    const pixels = new Uint8Array(some.length * SIDE * SIDE);
    some.forEach((glyph, index) => {
      pixels.set(glyph, index * SIDE * SIDE);
    });
    const said = await model.predict(pixels);
    for (let i = 0; i < some.length; i++) {
      sure.push(calibrate(said.subarray(i * classes, (i + 1) * classes), calibration.temperature)[digit]);
    }
  }
  return sure;
}
