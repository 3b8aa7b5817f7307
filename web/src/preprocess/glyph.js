// glyph: the found ink as MNIST would have it, 28×28, white on black.
import { countsOf, upper } from './levels.js';
import { dilate } from './morphology.js';
import { strokeWidth } from './stroke.js';

export const SIDE = 28;
const BOX = 20;
// The box is drawn around ink of at least this part of the stroke's own level: the fringe of a soft stroke is left out.
export const FRINGE = 0.25;
// Strokes thinner than this many glyph pixels are broadened to it: a hairline would vanish when it is made small.
const THINNEST_STROKE = 1.8;
// The middle of an even digit lies between two pixels: this part of a pixel, not a rounding error, takes it to the latter.
const NUDGE = 1e-6;

/**
 * What may be a digit, as the network reads it. pixels: [28 × 28], white ink on black; box: x, y, width, height in the picture's
 * pixels; line: of writing, from 0; score: how much its ink looks like the picture's writing; of what `preprocess` returns 0…1,
 * where 1 is its view's best; polarity: 'dark' or 'light' ink, where that is known; stroke: how much of it is a stroke by itself,
 * 0…1 (`strokeShare`), undefined: all.
 * @typedef {{pixels: Uint8Array, box: number[], line: number, score: number, polarity?: string, stroke?: number}} Glyph
 */

const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * Rows of weights that resize a line of pixels: area means going down, linear interpolation going up; each row, of the pixels from
 * `first` on, sums to 1, and all others weigh nothing.
 * @returns {{first: number, row: Float64Array}[]}
 */
function weights(sizeIn, sizeOut) {
  const scale = sizeIn / sizeOut;
  const reach = Math.max(scale / 2 + 0.5, 1);
  return Array.from({ length: sizeOut }, (_, out) => {
    const centre = (out + 0.5) * scale;
    const first = Math.max(Math.floor(centre - 0.5 - reach), 0);
    const row = new Float64Array(Math.min(Math.ceil(centre - 0.5 + reach), sizeIn - 1) - first + 1);
    let total = 0;
    for (let i = 0; i < row.length; i++) {
      const pixel = first + i + 0.5;
      const low = Math.max(centre - scale / 2, pixel - 0.5);
      const high = Math.min(centre + scale / 2, pixel + 0.5);
      row[i] = Math.max(scale < 1 ? 1.0 - Math.abs(pixel - centre) : high - low, 0.0);
      total += row[i];
    }
    for (let i = 0; i < row.length; i++) row[i] /= total;
    return { first, row };
  });
}

/** rows · ink · columnsᵀ: ink, [h × w], resized to [rows.length × columns.length]. */
function resize(ink, width, rows, columns) {
  const line = new Float64Array(width);
  return rows.map(({ first: top, row }) => {
    line.fill(0);
    for (let y = 0; y < row.length; y++) {
      for (let x = 0, at = (top + y) * width; x < width; x++, at++) line[x] += row[y] * ink[at];
    }
    return columns.map(({ first: left, row: column }) => {
      let total = 0;
      for (let x = 0; x < column.length; x++) total += column[x] * line[left + x];
      return total;
    });
  });
}

/**
 * Puts ink where MNIST puts it: longer side 20 pixels, centre of mass in the middle of 28×28.
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 * @param {Float64Array} ink  [h × w], 0…255, cropped to its box
 * @returns {Uint8Array} [28 × 28]
 */
function frame(ink, w, h) {
  const longer = Math.max(h, w);
  const [hOut, wOut] = [h, w].map((side) => Math.max(1, Math.floor((side * BOX) / longer + 0.5)));
  let small = resize(ink, w, weights(h, hOut), weights(w, wOut));
  const brightest = small.reduce((most, row) => Math.max(most, ...row), 1e-9);
  small = small.map((row) => row.map((value) => value * (255.0 / brightest)));
  const rowSums = small.map(sum);
  const columnSums = small[0].map((_, x) => sum(small.map((row) => row[x])));
  const mass = sum(rowSums);
  const centreOf = (sums) => sum(sums.map((value, index) => value * index)) / mass;
  const place = (centre, size) => Math.min(Math.max(Math.floor(SIDE / 2 - centre + 0.5 + NUDGE), 0), SIDE - size);
  const top = place(centreOf(rowSums), hOut);
  const left = place(centreOf(columnSums), wOut);
  const out = new Uint8Array(SIDE * SIDE);
  small.forEach((row, y) => {
    row.forEach((value, x) => {
      out[(top + y) * SIDE + left + x] = Math.floor(Math.min(value, 255.0) + 0.5);
    });
  });
  return out;
}

/** The window [width × height] at (x, y) of the ink near the group, black where the frame or the group ends. */
function cutOut(ink, group, x, y, width, height) {
  const cut = { width, height, data: new Uint8Array(width * height) };
  const mask = { width, height, data: new Uint8Array(width * height) };
  const [left, right] = [Math.max(x, 0), Math.min(x + width, ink.width)];
  for (let row = Math.max(y, 0); row < Math.min(y + height, ink.height); row++) {
    const to = (row - y) * width + left - x;
    cut.data.set(ink.data.subarray(row * ink.width + left, row * ink.width + right), to);
    mask.data.set(group.mask.subarray(row * ink.width + left, row * ink.width + right), to);
  }
  const near = dilate(mask, 3).data;
  return { ...cut, data: cut.data.map((value, at) => (near[at] > 0 ? value : 0)) };
}

/** The smallest box around what is set: left, top, right, bottom (exclusive). */
export function boundsOf(mask, width) {
  const bounds = { left: width, top: mask.length / width, right: 0, bottom: 0 };
  mask.forEach((set, at) => {
    if (!set) return;
    const x = at % width;
    const y = (at - x) / width;
    bounds.left = Math.min(bounds.left, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.right = Math.max(bounds.right, x + 1);
    bounds.bottom = Math.max(bounds.bottom, y + 1);
  });
  return bounds;
}

/**
 * Cuts the group's ink out, evens its level, broadens hairlines, and frames it.
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {import('./group.js').Group} group
 * @param {number} factor  picture pixels per working pixel, for the box, and for the score, which grows with the size
 * @returns {Glyph}
 */
export function glyph(ink, group, factor) {
  const [x, y, w, h] = group.box;
  const margin = 2 + Math.floor(Math.max(w, h) / BOX);
  let cut = cutOut(ink, group, x - margin, y - margin, w + 2 * margin, h + 2 * margin);
  const written = cut.data.filter((value) => value > 0);
  const level = Math.max(upper(countsOf(written), 0.1), 1);
  const least = Math.max(1, FRINGE * level);
  const mask = cut.data.map((value) => (value >= least ? 1 : 0));
  let { left, top, right, bottom } = boundsOf(mask, cut.width);
  const box = [x - margin + left, y - margin + top, right - left, bottom - top];
  const wanted = (THINNEST_STROKE * Math.max(right - left, bottom - top)) / BOX;
  const missing = wanted - strokeWidth(mask, cut.width, cut.height);
  const grow = missing > 0 ? Math.min(Math.trunc(missing / 2 + 0.5), margin) : 0;
  if (grow > 0) {
    cut = dilate(cut, 2 * grow + 1);
    [top, left] = [Math.max(top - grow, 0), Math.max(left - grow, 0)];
    [bottom, right] = [Math.min(bottom + grow, cut.height), Math.min(right + grow, cut.width)];
  }
  const even = new Float64Array((right - left) * (bottom - top));
  for (let row = top, to = 0; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      even[to++] = Math.min(cut.data[row * cut.width + column] * (255.0 / level), 255.0);
    }
  }
  const pixels = frame(even, right - left, bottom - top);
  return { pixels, box: box.map((value) => value * factor), line: 0, score: group.score * factor };
}
