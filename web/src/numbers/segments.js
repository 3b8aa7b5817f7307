// segments: runs of neighbouring atoms that may be one digit each, and the glyph of each.
import { glyph } from '../preprocess/glyph.js';
import { partOf } from './part.js';

// Of one digit: pieces of ink, or parts of such as were cut; and parts at most, however few pieces they are of.
const MOST = 4;
const MOST_PARTS = 8;
// A digit by the writing's height: not lower nor taller, not broader; and with no gap beyond this between its parts.
const LOWEST = 0.45;
const TALLEST = 1.9;
const BROADEST = 1.5;
const GAP = 0.35;
// Ink is looked at this many pixels around a run: a page's glyphs do not each cost a whole frame.
const MARGIN = 2;

/**
 * Atoms `start` … `stop` - 1 of a line as one digit; gap: the widest between them, pixels.
 * @typedef {{start: number, stop: number, box: import('./cut.js').Box, gap: number}} Run
 *
 * A run and its glyph.
 * @typedef {{run: Run, glyph: import('../preprocess/glyph.js').Glyph}} Segment
 *
 * @typedef {import('./atoms.js').Atom} Atom
 * @typedef {import('../preprocess/index.js').Ink} Ink
 */

/**
 * All runs of a line's atoms that may be a digit.
 * @param {Atom[]} line
 * @param {number} tall  the writing, pixels
 * @returns {Run[]}
 */
export function runs(line, tall) {
  const found = [];
  const whole = new Map(wholePieces(line).map(({ start, stop }) => [start, stop]));
  for (let start = 0; start < line.length; start++) {
    for (let stop = start + 1; stop <= Math.min(start + MOST_PARTS, line.length); stop++) {
      if (count(start, stop, whole) > MOST) continue;
      const atoms = line.slice(start, stop);
      const box = around(atoms);
      const [broad, high] = [box.right - box.left, box.bottom - box.top];
      if (broad > BROADEST * tall) break;
      const gap = gapIn(atoms);
      if (LOWEST * tall <= high && high <= TALLEST * tall && gap <= GAP * tall) found.push({ start, stop, box, gap });
    }
  }
  return found;
}

/**
 * Of each piece that was cut, and lies in this line with all of its parts side by side: from which atom to before which it goes.
 * @param {Atom[]} line
 * @returns {{start: number, stop: number}[]}
 */
export function wholePieces(line) {
  const found = [];
  for (let start = 0, stop; start < line.length; start = stop) {
    const { number, parts } = line[start].piece;
    stop = start + 1;
    while (stop < line.length && line[stop].piece.number === number) stop++;
    if (parts > 1 && stop - start === parts) found.push({ start, stop });
  }
  return found;
}

/** Of how many pieces, or parts of such, a run is. whole: where each piece ends, by where it begins. */
function count(start, stop, whole) {
  let found = 0;
  for (let at = start; at < stop; found++) at = whole.get(at) <= stop ? whole.get(at) : at + 1;
  return found;
}

/** @returns {import('./cut.js').Box} the smallest box that holds the atoms */
function around(atoms) {
  return {
    left: Math.min(...atoms.map(({ box }) => box.left)),
    top: Math.min(...atoms.map(({ box }) => box.top)),
    right: Math.max(...atoms.map(({ box }) => box.right)),
    bottom: Math.max(...atoms.map(({ box }) => box.bottom)),
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

/**
 * The run with its glyph.
 * @param {Run} run
 * @param {Atom[]} line
 * @param {number} number  of the line
 * @param {Ink} ink
 * @returns {Segment}
 */
export function segment(run, line, number, { levels, factor, polarity }) {
  const atoms = line.slice(run.start, run.stop);
  const { left, top, right, bottom } = run.box;
  const [x0, y0] = [Math.max(left - MARGIN, 0), Math.max(top - MARGIN, 0)];
  const part = partOf(levels, x0, y0, Math.min(right + MARGIN, levels.width), Math.min(bottom + MARGIN, levels.height));
  const mask = new Uint8Array(part.data.length);
  for (const { box, mask: own } of atoms) {
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
    run,
    glyph: {
      pixels,
      box: [x + x0, y + y0, w, h].map((side) => side * factor),
      line: number,
      score: Math.min(...atoms.map(({ score }) => score)),
      polarity,
    },
  };
}
