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
// One piece of ink, whole, may be broader; what is no part of it, but lies in between, is lower than this part of its height.
const BROADEST_WHOLE = 2.2;
const LOW = 0.5;
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
    const piece = whole.get(start) ?? (line[start].piece.parts === 1 ? start + 1 : 0);
    for (let stop = start + 1; stop <= Math.min(Math.max(start + MOST_PARTS, piece), line.length); stop++) {
      if (stop !== piece && (stop - start > MOST_PARTS || count(start, stop, whole) > MOST)) continue;
      const atoms = line.slice(start, stop);
      const box = around(atoms);
      const [broad, high] = [box.right - box.left, box.bottom - box.top];
      if (broad > BROADEST_WHOLE * tall) break;
      if (broad > BROADEST * tall && stop !== piece) continue;
      const gap = gapIn(atoms);
      if (LOWEST * tall <= high && high <= TALLEST * tall && gap <= GAP * tall) found.push({ start, stop, box, gap });
    }
  }
  return found;
}

/**
 * Of each piece that was cut, and lies in this line with all of its parts, with nothing but specks in between: from which atom to
 * before which it goes.
 * @param {Atom[]} line
 * @returns {{start: number, stop: number}[]}
 */
export function wholePieces(line) {
  const parts = new Map();
  for (const [i, { piece }] of line.entries()) {
    if (!parts.has(piece.number)) parts.set(piece.number, []);
    parts.get(piece.number).push(i);
  }
  return [...parts.values()]
    .filter((own) => own.length > 1 && own.length === line[own[0]].piece.parts)
    .map((own) => ({ start: own[0], stop: own.at(-1) + 1 }))
    .filter(({ start, stop }) => areOne(line.slice(start, stop)));
}

/** Whether atoms from a piece's first part to its last are that piece, and specks. */
function areOne(atoms) {
  const { number } = atoms[0].piece;
  const { top, bottom } = around(atoms.filter(({ piece }) => piece.number === number));
  return atoms.every(
    ({ piece, box }) => piece.number === number || (piece.parts === 1 && box.bottom - box.top < LOW * (bottom - top)),
  );
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
