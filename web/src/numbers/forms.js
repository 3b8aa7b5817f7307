// withoutOutlines, dividers, leftOver: the lines of a form's boxes, or of a table, and what is drawn around numbers are no writing.
import { outlines } from '../preprocess/outlines.js';
import { BAND, columnsOf, erase, findLines, rowsOf, STRIPS } from '../preprocess/rules.js';
import { framesAround } from './around.js';
import { between } from './between.js';
import { partOf } from './part.js';

// So many outlines are looked at for their lines, in strips of so many pixels and so many strips at least, and this far around them.
const MOST_FORMS = 8;
const STRIP = 2;
const LEAST_STRIPS = 12;
const MARGIN = 8;
// A form whose digits all touch it holds no other piece: it covers at most this part of its box, with its digits, is at least this broad,
// in pixels, and by its height, and there are so many lines from its upper line to the lower one. Its lines differ in slope by at most
// that, as perspective has it.
const FORM_HOLLOW = 0.5;
const FORM_BROAD = 48;
const FORM_ASPECT = 1.0;
const FEWEST_BETWEEN = 3;
const FORM_FAN = 0.12;
// What is left of a line that was taken out lies by this part where the line was.
const LEFT_OVER = 0.8;
// What goes between two boxes of a form is at most this broad, by its height, and ends this near to their upper and lower line: so many
// pixels and this part of its height. There are so many of them at least: fewer may be 1s.
const NARROW = 0.45;
const NEAR_LINE = [2.0, 0.05];
const FEWEST_DIVIDERS = 2;

/**
 * @typedef {import('../preprocess/group.js').Grey} Grey
 * @typedef {import('../preprocess/group.js').Piece} Piece
 */

/**
 * Ink without the lines of forms' boxes, whose digits may touch them, nor what else is drawn around digits that touch it; all lines along
 * the rows that were taken out of it; and where the lines of forms were, and what else, 1 there.
 * @param {import('../preprocess/index.js').Ink} ink
 * @param {import('../preprocess/group.js').Pieces} found  in it
 * @returns {{levels: Grey, lines: import('../preprocess/rules.js').Line[], were: Grey}}
 */
export function withoutOutlines({ levels, noise, lines }, found) {
  const { width, height } = levels;
  const { pieces } = found;
  const out = { levels, lines: [...lines], were: { width, height, data: new Uint8Array(levels.data.length) } };
  const others = new Set(pieces.keys());
  const outline = outlines(pieces);
  const lookedAt = pieces.map((_, index) => index).filter((index) => outline[index] || mayBeForm(pieces[index]));
  for (const index of lookedAt.slice(0, MOST_FORMS)) {
    const { left, right } = pieces[index];
    const [top, bottom] = [Math.max(pieces[index].top - MARGIN, 0), Math.min(pieces[index].bottom + MARGIN, height)];
    const strips = Math.min(Math.floor((right - left) / STRIP), STRIPS);
    if (strips < LEAST_STRIPS) continue;
    // Some of its lines may have been taken for lines of the paper.
    const known = lines
      .map(({ slope, row }) => ({ slope, row: row + (slope * (left + right - width)) / 2 - top }))
      .filter(({ row }) => 0 <= row && row < bottom - top);
    const seen = findLines(
      rowsOf(partOf(out.levels, left, top, right, bottom)),
      noise,
      strips,
      FORM_FAN,
      known.length > 0,
    );
    if (seen.length < 2) seen.push(...known);
    if (seen.length < 2) continue;
    // The form's left and right line, too, are to stand alone.
    const [before, after] = [Math.max(left - MARGIN, 0), Math.min(right + MARGIN, width)];
    const aside = (before + after - left - right) / 2;
    const own = seen.map(({ slope, row }) => ({ slope, row: row + slope * aside }));
    const part = partOf(out.levels, before, top, after, bottom);
    const across = between(part, own, noise);
    if (!outline[index] && across.length < FEWEST_BETWEEN) continue;
    others.delete(index);
    const were = partOf(out.were, before, top, after, bottom);
    for (const line of across) {
      erase(columnsOf(part), line);
      mark(columnsOf(were), line);
    }
    for (const line of own) {
      erase(rowsOf(part), line);
      mark(rowsOf(were), line);
      out.lines.push({ slope: line.slope, row: top + line.row + (line.slope * (width - before - after)) / 2 });
    }
    if (out.levels === levels) out.levels = { ...levels, data: levels.data.slice() };
    put(part, out.levels, before, top);
    put(were, out.were, before, top);
  }
  const around = framesAround(found, width, others, outline);
  if (around.length === 0) return out;
  if (out.levels === levels) out.levels = { ...levels, data: levels.data.slice() };
  for (const at of around) {
    out.levels.data[at] = 0;
    out.were.data[at] = 1;
  }
  return out;
}

/** Whether a piece may be a form with all of its digits. */
function mayBeForm({ left, top, right, bottom, area }) {
  const [broad, high] = [right - left, bottom - top];
  return area <= FORM_HOLLOW * broad * high && broad >= FORM_BROAD && broad >= FORM_ASPECT * high;
}

/** Marks, in place, where `erase` takes a line out. */
function mark({ data, width, height, right, down }, { slope, row }) {
  for (let x = 0; x < width; x++) {
    const nearest = Math.floor(row + slope * (x + 0.5 - width / 2) + 0.5);
    for (let y = Math.max(nearest - BAND, 0); y <= Math.min(nearest + BAND, height - 1); y++) {
      data[y * down + x * right] = 1;
    }
  }
}

/** Puts a part back to where it is from, in place. */
function put(part, whole, left, top) {
  for (let y = 0; y < part.height; y++) {
    whole.data.set(part.data.subarray(y * part.width, (y + 1) * part.width), (top + y) * whole.width + left);
  }
}

/**
 * Which pieces are what is left of lines that were taken out.
 * @param {Piece[]} pieces
 * @param {Int32Array} labels  of each pixel of the frame, the piece's number from 1 on
 * @param {Grey} were          1 where lines of forms were
 * @returns {boolean[]}
 */
export function leftOver(pieces, labels, were) {
  const counts = new Float64Array(pieces.length);
  were.data.forEach((is, at) => {
    if (is && labels[at] > 0) counts[labels[at] - 1]++;
  });
  return pieces.map(({ area }, index) => counts[index] >= LEFT_OVER * area);
}

/**
 * Which pieces go from one line that was taken out to another: those between a form's boxes.
 * A form's upper and lower line are taken out as those of ruled paper are, what is between its boxes not.
 * @param {Piece[]} pieces
 * @param {import('../preprocess/rules.js').Line[]} lines
 * @param {number} width  of the frame
 * @returns {boolean[]}
 */
export function dividers(pieces, lines, width) {
  const reaches = pieces.map(({ left, top, right, bottom }) => {
    const [high, middle] = [bottom - top, (left + right) / 2 - width / 2];
    const near = NEAR_LINE[0] + NEAR_LINE[1] * high;
    const endsAt = (end) => lines.some(({ slope, row }) => Math.abs(row + slope * middle - end) <= near);
    // What is lower than twice that could end at one line twice.
    return lines.length >= 2 && right - left <= NARROW * high && high > 2 * near && endsAt(top) && endsAt(bottom);
  });
  return reaches.filter((is) => is).length >= FEWEST_DIVIDERS ? reaches : reaches.map(() => false);
}
