// ink: how much each pixel is written on, whatever the paper and the light on it.
import { countsOf, levelAt } from './levels.js';
import { dilate, erode } from './morphology.js';

// Strokes are looked for twice, as narrower than these parts of the frame's shorter side; what is broader (a shadow, a hand, the
// table) is background. The broader takes in a marker's strokes, the narrower leaves out a shadow's corners.
export const BROADEST_STROKES = [0.3, 0.1];
// A marker's strokes in a digit that fills the frame are broader; there a shadow is ink, too, so this is only for views beside others.
export const BROADEST_MARKER = 0.6;
// In small pictures a stroke may be this many pixels broad in any case.
const LEAST_SIDE = 9;
// Ink is measured against the paper around it, so that a stroke in shadow counts as much as one in light; paper darker than this
// is taken as this dark, so that noise in black is not ink.
const DARKEST_PAPER = 64;
// Steady ink is looked for in blocks of at most so many pixels a side, and at least so many blocks along the frame's shorter side; and so
// much of a find's ink counts as steady in any case.
const LARGEST_BLOCK = 3;
const STEADY = 64;
const LEAST_STEADY = 0.01;

/** Side in pixels, odd, of the square that no stroke fills. */
export function windowSide(broadest, { width, height }) {
  return Math.max(LEAST_SIDE, Math.trunc(broadest * Math.min(width, height))) | 1;
}

/**
 * Difference to the paper: the picture with everything narrow taken out, by closing (dark ink) or opening (light ink).
 * Source: top-hat transform, Meyer 1979; Serra, "Image Analysis and Mathematical Morphology", 1982.
 * @param {{width: number, height: number, data: Uint8Array}} flat
 * @param {'dark' | 'light'} polarity  dark ink on light paper, or light ink on dark
 * @param {number} side                of the square, pixels, odd
 * @returns {{ink: {width: number, height: number, data: Uint8Array}, noise: number}}  ink: 0 = paper;
 *   noise: the paper's, in the same grey levels (one standard deviation)
 */
export function ink(flat, polarity, side) {
  const { width, height } = flat;
  const seen = polarity === 'dark' ? flat.data : flat.data.map((level) => 255 - level);
  const { data: paper } = closing({ width, height, data: seen }, side);
  const hat = new Uint8Array(width * height);
  for (let at = 0; at < hat.length; at++) hat[at] = difference(paper[at], seen[at]);
  // Most of a picture is paper, and closing follows its brightest grain: the median is the paper's own level.
  const counts = countsOf(hat);
  const level = levelAt(counts, Math.floor(hat.length / 2));
  const low = levelAt(counts, Math.floor((hat.length * 16) / 100));
  return { ink: { width, height, data: hat.map((value) => Math.max(value - level, 0)) }, noise: level - low };
}

/**
 * The picture with everything darker taken out that is narrower than a square. The frame's edge goes on beyond it, so that a dark corner
 * is as broad as the shadow that it is a part of.
 * @param {{width: number, height: number, data: Uint8Array}} seen
 * @param {number} side  of the square, pixels, odd
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function closing({ width, height, data }, side) {
  const closed = erode(dilate(replicate(data, width, height, side), side), side);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (y + side) * closed.width + side;
    out.set(closed.data.subarray(start, start + width), y * width);
  }
  return { width, height, data: out };
}

/** 255 · difference / paper of one pixel, rounded, in integers: 0…255. */
export function difference(paper, seen) {
  const floor = Math.max(paper, DARKEST_PAPER);
  return Math.trunc((510 * (paper - seen) + floor) / (2 * floor));
}

/**
 * Ink of the picture as it was, looked at coarsely: what is ink only once the light is evened out is no ink here.
 * A smooth surface of light follows no shadow's edge, and so leaves a dark stripe along it; and closing draws blocks between specks of
 * light, which are lost among the darkest pixels of each block.
 * @param {{width: number, height: number, data: Uint8Array}} grey  its light not evened out
 * @param {'dark' | 'light'} polarity                               as for `ink`, as is the side
 * @param {number} side
 * @returns {{width: number, height: number, data: Uint8Array}} 0 = paper; alike in each block
 */
export function steadyInk(grey, polarity, side) {
  const { width, height } = grey;
  const block = Math.min(Math.max(Math.trunc(Math.min(width, height) / STEADY), 1), LARGEST_BLOCK);
  const darkest = darkestOf(grey, polarity, block);
  // A stroke may cover a part of a block at either side.
  const { data } = ink(darkest, 'dark', block > 1 ? (Math.trunc(side / block) + 2) | 1 : side).ink;
  const steady = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.trunc(y / block) * darkest.width;
    for (let x = 0; x < width; x++, at++) steady[at] = data[row + Math.trunc(x / block)];
  }
  return { width, height, data: steady };
}

/** The darkest pixel of each block; the lightest, as a negative, where ink is light. */
function darkestOf({ width, height, data }, polarity, block) {
  const out = { width: Math.ceil(width / block), height: Math.ceil(height / block) };
  out.data = new Uint8Array(out.width * out.height).fill(255);
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.trunc(y / block) * out.width;
    for (let x = 0; x < width; x++, from++) {
      const at = row + Math.trunc(x / block);
      const level = polarity === 'dark' ? data[from] : 255 - data[from];
      if (level < out.data[at]) out.data[at] = level;
    }
  }
  return out;
}

/**
 * How much of a find's ink is steady: LEAST_STEADY…1.
 * @param {Uint8Array} mask    above 0 = the find, somewhere
 * @param {Uint8Array} raw     its ink
 * @param {Uint8Array} steady  its `steadyInk`
 */
export function steadiness(mask, raw, steady) {
  let [there, all] = [0, 0];
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] > 0) {
      there += steady[at];
      all += raw[at];
    }
  }
  return Math.max(Math.min(there / Math.max(all, 1), 1), LEAST_STEADY);
}

function replicate(data, width, height, margin) {
  const out = { width: width + 2 * margin, height: height + 2 * margin };
  out.data = new Uint8Array(out.width * out.height);
  for (let y = 0; y < out.height; y++) {
    const start = Math.min(Math.max(y - margin, 0), height - 1) * width;
    const row = out.data.subarray(y * out.width, (y + 1) * out.width);
    row.fill(data[start], 0, margin);
    row.set(data.subarray(start, start + width), margin);
    row.fill(data[start + width - 1], margin + width);
  }
  return out;
}
