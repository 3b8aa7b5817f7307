// segments: runs of neighbouring atoms that may be one digit each, and the glyph of each.
import { glyph } from '../preprocess/glyph.js';

const MOST = 4; // atoms of one digit
// A digit by the writing's height: not lower nor taller, not broader; and with no gap beyond this between its parts.
const LOWEST = 0.45;
const TALLEST = 1.9;
const BROADEST = 1.5;
const GAP = 0.35;
// Ink is looked at this many pixels around a run: a page's glyphs do not each cost a whole frame.
const MARGIN = 2;

/**
 * Atoms `start` … `stop` - 1 of a line as one digit.
 * @typedef {{start: number, stop: number, glyph: import('../preprocess/glyph.js').Glyph}} Segment
 *
 * @typedef {import('./atoms.js').Atom} Atom
 * @typedef {import('../preprocess/group.js').Grey} Grey
 */

/**
 * All runs of a line's atoms that may be a digit.
 * @param {Atom[]} line
 * @param {number} number  of the line
 * @param {Grey} ink
 * @param {number} factor  picture pixels per ink pixel
 * @param {number} tall    the writing, pixels
 * @returns {Segment[]}
 */
export function segments(line, number, ink, factor, tall) {
  const found = [];
  for (let start = 0; start < line.length; start++) {
    for (let stop = start + 1; stop <= Math.min(start + MOST, line.length); stop++) {
      const run = line.slice(start, stop);
      const box = around(run);
      const [broad, high] = [box.right - box.left, box.bottom - box.top];
      if (broad > BROADEST * tall) break;
      if (high < LOWEST * tall || high > TALLEST * tall || gapIn(run) > GAP * tall) continue;
      found.push({ start, stop, glyph: glyphOf(run, box, number, ink, factor) });
    }
  }
  return found;
}

/** @returns {import('./cut.js').Box} the smallest box that holds the run */
function around(run) {
  return {
    left: Math.min(...run.map(({ box }) => box.left)),
    top: Math.min(...run.map(({ box }) => box.top)),
    right: Math.max(...run.map(({ box }) => box.right)),
    bottom: Math.max(...run.map(({ box }) => box.bottom)),
  };
}

/** The widest empty space, across, between an atom and all before it. */
function gapIn([{ box: first }, ...others]) {
  let [widest, right] = [0, first.right];
  for (const { box } of others) {
    widest = Math.max(widest, box.left - right);
    right = Math.max(right, box.right);
  }
  return widest;
}

/** @returns {import('../preprocess/glyph.js').Glyph} */
function glyphOf(run, { left, top, right, bottom }, number, ink, factor) {
  const [x0, y0] = [Math.max(left - MARGIN, 0), Math.max(top - MARGIN, 0)];
  const part = partOf(ink, x0, y0, Math.min(right + MARGIN, ink.width), Math.min(bottom + MARGIN, ink.height));
  const mask = new Uint8Array(part.data.length);
  for (const { box, mask: own } of run) {
    const width = box.right - box.left;
    own.forEach((set, at) => {
      const x = at % width;
      if (set) mask[(box.top - y0 + (at - x) / width) * part.width + box.left - x0 + x] = 255;
    });
  }
  const group = { mask, box: [left - x0, top - y0, right - left, bottom - top], score: 1 };
  const { pixels, box } = glyph(part, group, 1);
  const [x, y, w, h] = box;
  return {
    pixels,
    box: [x + x0, y + y0, w, h].map((side) => side * factor),
    line: number,
    score: Math.min(...run.map(({ score }) => score)),
  };
}

/** @returns {Grey} what of the ink lies within */
function partOf({ width, data }, left, top, right, bottom) {
  const part = { width: right - left, height: bottom - top };
  part.data = new Uint8Array(part.width * part.height);
  for (let y = top; y < bottom; y++) {
    part.data.set(data.subarray(y * width + left, y * width + right), (y - top) * part.width);
  }
  return part;
}
