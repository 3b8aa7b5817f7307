// writing: what could be a number, or several lines of them, in one view of a picture.
import { findAtoms } from './atoms.js';
import { findLines } from './lines.js';
import { segments } from './segments.js';

// So many segments are looked at in one view; a picture that has more is a texture, or a page too full.
const MOST_SEGMENTS = 1200;

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
export function findWriting({ levels, noise, factor }) {
  const { atoms, tall } = findAtoms(levels, noise);
  const lines = [];
  let left = MOST_SEGMENTS;
  for (const line of findLines(atoms, tall)) {
    const found = segments(line, lines.length, levels, factor, tall);
    left -= found.length;
    if (left < 0) return { lines: [], tall };
    if (found.length > 0) lines.push({ atoms: line, segments: found });
  }
  return { lines, tall };
}

/**
 * Of all segments, line by line.
 * @param {Writing} writing
 * @returns {import('../preprocess/glyph.js').Glyph[]}
 */
export function glyphsOf({ lines }) {
  return lines.flatMap((line) => line.segments.map(({ glyph }) => glyph));
}
