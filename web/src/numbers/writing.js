// writing: what could be a number, or several lines of them, in one view of a picture.
import { findAtoms } from './atoms.js';
import { findLines } from './lines.js';
import { runs, segment } from './segments.js';

// So many segments are looked at in one view; a picture that has more is a texture, or a page too full.
const MOST_SEGMENTS = 1200;
// Writing that is at most this part of the frame's shorter side tall has no stroke too broad for the narrow view.
const SMALL = 0.12;

/**
 * atoms: from left to right; segments: what of them may be a digit.
 * @typedef {{atoms: import('./atoms.js').Atom[], segments: import('./segments.js').Segment[]}} Line
 *
 * lines: from top to bottom; tall: how tall the writing is, pixels of the ink.
 * @typedef {{lines: Line[], tall: number}} Writing
 */

/**
 * The lines of writing in an ink; none where there is too little, or too much, for a number.
 * @param {import('../preprocess/index.js').Ink} ink
 * @returns {Writing}
 */
export function findWriting(ink) {
  const { atoms, tall } = findAtoms(ink);
  const found = findLines(atoms, tall)
    .map((line) => ({ line, some: runs(line, tall) }))
    .filter(({ some }) => some.length > 0);
  // Counted before a glyph is drawn: a texture costs no more than a page.
  if (found.reduce((sum, { some }) => sum + some.length, 0) > MOST_SEGMENTS) return { lines: [], tall };
  const lines = found.map(({ line, some }, number) => ({
    atoms: line,
    segments: some.map((run) => segment(run, line, number, ink)),
  }));
  return { lines, tall };
}

/**
 * The writing in each ink; where that is small, broader views of the same polarity, which come later, are left out.
 * @param {import('../preprocess/index.js').Ink[]} inks
 * @returns {Writing[]}
 */
export function findWritings(inks) {
  const found = [];
  const seen = new Set();
  for (const ink of inks) {
    if (seen.has(ink.polarity)) continue;
    const writing = findWriting(ink);
    const { width, height } = ink.levels;
    const isSmall = writing.lines.length > 0 && writing.tall <= SMALL * Math.min(width, height);
    if (isSmall) seen.add(ink.polarity);
    found.push(writing);
  }
  return found;
}

/**
 * Of all segments, line by line.
 * @param {Writing} writing
 * @returns {import('../preprocess/glyph.js').Glyph[]}
 */
export function glyphsOf({ lines }) {
  return lines.flatMap(({ segments }) => segments.map(({ glyph }) => glyph));
}
