// writing: what could be a number, or several lines of them, in one view of a picture.
import { calibrate } from '../choose.js';
import { POLARITIES } from '../preprocess/index.js';
import { findAtoms, isAlike } from './atoms.js';
import { findLines } from './lines.js';
import { runs, segment } from './segments.js';
import { isSettled, settle, wholes } from './settle.js';
import { withoutUnderlines } from './underlines.js';

// So many segments are looked at in one view; a picture that has more is a texture, or a page too full.
const MOST_SEGMENTS = 1200;
// A page of digits has so many segments at least.
export const PAGE = 12;
// Writing that is at most this part of the frame's shorter side tall has no stroke too broad for the narrow view.
const SMALL = 0.12;

/**
 * atoms: from left to right; runs: what of them may be a digit.
 * @typedef {{atoms: import('./atoms.js').Atom[], runs: import('./segments.js').Run[]}} Row
 *
 * rows: of writing, from top to bottom; tall: how tall the writing is, pixels of the ink; ink: what it was found in.
 * @typedef {{rows: Row[], tall: number, ink: import('../preprocess/index.js').Ink}} Sheet
 *
 * A row with its segments: runs and their glyphs.
 * @typedef {{atoms: import('./atoms.js').Atom[], segments: import('./segments.js').Segment[]}} Line
 *
 * A sheet with the glyphs of all that may be a digit on it. lines: from top to bottom; tall: the sheet's.
 * @typedef {{lines: Line[], tall: number}} Writing
 */

/**
 * The writing in each ink; where that is small, broader views of the same polarity, which come later, are left out. Then, where all
 * writing of a polarity is much taller or lower than the find of preprocess that looks most like a digit, writing as tall as that: a
 * table's edge, or squares, may have been taken for writing. Then what stands on underlines, without these.
 * @param {import('../preprocess/index.js').Ink[]} inks
 * @param {Sheet[]} [known]  of some of these inks, found before
 * @param {import('../preprocess/glyph.js').Glyph[]} [finds]  what preprocess found in all of them
 * @returns {Sheet[]}
 */
export function findSheets(inks, known = [], finds = []) {
  const found = [];
  for (const ink of inks) {
    if (found.some((sheet) => isSmall(sheet) && sheet.ink.polarity === ink.polarity)) continue;
    found.push(known.find((sheet) => sheet.ink === ink) ?? findSheet(ink));
  }
  found.push(...POLARITIES.flatMap((polarity) => asTall(found, finds, polarity)));
  const bare = inks
    .filter((ink) => found.some((sheet) => sheet.ink === ink && sheet.rows.length > 0))
    .map((ink) => withoutUnderlines(ink))
    .filter((ink) => ink !== null)
    .map((ink) => findSheet(ink));
  return [...found, ...bare.filter(({ rows }) => rows.length > 0)];
}

/** The writing of this polarity that is as tall as its best find, where that is of another height than what is on these sheets. */
function asTall(sheets, finds, polarity) {
  const own = sheets.filter(({ ink }) => ink.polarity === polarity);
  const of = finds.filter((find) => find.polarity === polarity);
  if (of.length === 0) return [];
  const best = of.reduce((best, find) => (find.score > best.score ? find : best)).box;
  if (own.some(({ rows, tall, ink }) => rows.length > 0 && isAlike(tall * ink.factor, best[3]))) return [];
  return findSheetsAsTall(
    own.map(({ ink }) => ink),
    [best],
  );
}

/**
 * The writing in each ink that is as tall as most of these boxes, in pixels of the picture.
 * @param {Ink[]} inks
 * @param {number[][]} boxes  x, y, width, height
 * @returns {Sheet[]}
 */
export function findSheetsAsTall(inks, boxes) {
  const tall = boxes.map((box) => box[3]).sort((a, b) => a - b)[boxes.length >> 1];
  const found = inks.map((ink) => findSheet(ink, Math.max(Math.trunc(tall / ink.factor), 1)));
  return found.filter(({ rows }) => rows.length > 0);
}

/** Whether a broader look shows nothing more. */
function isSmall({ rows, tall, ink: { levels } }) {
  return rows.length > 0 && tall <= SMALL * Math.min(levels.width, levels.height);
}

/**
 * Whether it may be a page full of digits.
 * @param {Sheet} sheet
 */
export function mayBePage(sheet) {
  return isSmall(sheet) && countOf(sheet.rows) >= PAGE;
}

/** How many segments rows have. */
function countOf(rows) {
  return rows.reduce((sum, row) => sum + row.runs.length, 0);
}

/**
 * The rows of writing in an ink; none where there is too little, or too much, for a number.
 * @param {import('../preprocess/index.js').Ink} ink
 * @param {number | null} [known]  as for `findAtoms`
 * @returns {Sheet}
 */
export function findSheet(ink, known = null) {
  const { atoms, tall } = findAtoms(ink, known);
  const rows = findLines(atoms, tall)
    .map((line) => ({ atoms: line, runs: runs(line, tall) }))
    .filter((row) => row.runs.length > 0);
  // Counted before a glyph is drawn: a texture costs no more than a page.
  return { rows: countOf(rows) > MOST_SEGMENTS ? [] : rows, tall, ink };
}

/**
 * Of each piece of ink that was cut the glyph that it is whole, row by row: what `settled` wants to know of.
 * @param {Sheet} sheet
 * @returns {import('../preprocess/glyph.js').Glyph[]}
 */
export function wholeGlyphs({ rows, ink }) {
  return rows.flatMap(({ atoms, runs }, number) =>
    wholes(atoms, runs).map((run) => segment(run, atoms, number, ink).glyph),
  );
}

/**
 * The sheet where pieces that the network knows as a digit are not cut.
 * @param {Sheet} sheet
 * @param {Float32Array} probabilities  of `wholeGlyphs`, [n × classes], not calibrated
 * @param {object} metadata             digits.json
 * @returns {Sheet}
 */
export function settled({ rows, ...sheet }, probabilities, { calibration, output: { classes } }) {
  let next = 0;
  const isKnown = () => {
    const own = probabilities.subarray(next * classes.length, ++next * classes.length);
    return isSettled(calibrate(own, calibration.temperature), classes);
  };
  return { ...sheet, rows: rows.map(({ atoms, runs }) => settle(atoms, runs, wholes(atoms, runs).filter(isKnown))) };
}

/**
 * All that may be a digit on a sheet, with its glyphs.
 * @param {Sheet} sheet
 * @returns {Writing}
 */
export function findWriting({ rows, tall, ink }) {
  const lines = rows.map(({ atoms, runs }, number) => ({
    atoms,
    segments: runs.map((run) => segment(run, atoms, number, ink)),
  }));
  return { lines, tall };
}

/**
 * Of all segments, line by line.
 * @param {Writing} writing
 * @returns {import('../preprocess/glyph.js').Glyph[]}
 */
export function glyphsOf({ lines }) {
  return lines.flatMap(({ segments }) => segments.map(({ glyph }) => glyph));
}
