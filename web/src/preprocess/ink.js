// ink: how much each pixel is written on, whatever the paper and the light on it.
import { dilate, erode } from './morphology.js';

// A stroke is narrower than this part of the frame's shorter side; what is broader (a shadow, a hand) is background.
const BROADEST_STROKE = 0.3;
// Ink is measured against the paper around it, so that a stroke in shadow counts as much as one in light; paper darker than
// this is taken as this dark, so that noise in black is not ink.
const DARKEST_PAPER = 64;

/**
 * Difference to the paper: the picture with everything narrow taken out, by closing (dark ink) or opening (light ink).
 * Source: top-hat transform, Meyer 1979; Serra, "Image Analysis and Mathematical Morphology", 1982.
 * @param {{width: number, height: number, data: Uint8Array}} flat
 * @param {'dark' | 'light'} polarity  dark ink on light paper, or light ink on dark
 * @returns {{ink: {width: number, height: number, data: Uint8Array}, noise: number}}  ink: 0 = paper;
 *   noise: the paper's, in the same grey levels (one standard deviation)
 */
export function ink(flat, polarity) {
  const { width, height } = flat;
  const seen = polarity === 'dark' ? flat.data : flat.data.map((level) => 255 - level);
  const side = Math.max(3, Math.trunc(BROADEST_STROKE * Math.min(height, width))) | 1;
  // The frame's edge goes on beyond it, so that a dark corner is as broad as the shadow that it is a part of.
  const beyond = replicate(seen, width, height, side);
  const closed = erode(dilate(beyond, side), side);

  const hat = new Uint8Array(width * height);
  const counts = new Float64Array(256);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const paper = closed.data[(y + side) * closed.width + x + side];
      // 255 · difference / paper, rounded, in integers.
      const floor = Math.max(paper, DARKEST_PAPER);
      hat[at] = Math.trunc((510 * (paper - seen[at]) + floor) / (2 * floor));
      counts[hat[at]]++;
    }
  }
  // Most of a picture is paper, and closing follows its brightest grain: the median is the paper's own level.
  const level = quantile(counts, Math.trunc(hat.length / 2));
  const low = quantile(counts, Math.trunc((hat.length * 16) / 100));
  return {
    ink: { width, height, data: hat.map((value) => Math.max(value - level, 0)) },
    noise: level - low,
  };
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

/** The lowest grey level with more than `rank` pixels at or below it. */
function quantile(counts, rank) {
  let level = 0;
  for (let sum = counts[0]; sum <= rank && level < 255; sum += counts[level]) level++;
  return level;
}
