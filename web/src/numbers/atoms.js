// atoms: the ink of a picture in its smallest parts, of which one or several make a digit.
import { largestFirst } from '../preprocess/components.js';
import { LONG, OWN, piecesOf, smooth, standsOut } from '../preprocess/group.js';
import { outlines, rings } from '../preprocess/outlines.js';
import { cut } from './cut.js';
import { dividers, leftOver, withoutOutlines } from './forms.js';
import { partOf } from './part.js';

// Pieces from this part of the best score on set how dark the writing is, and how tall.
const GOOD = 0.25;
// What is taller or lower by less than this factor is as tall.
const ALIKE = 1.6;
// Parts of the writing's height: lower is a speck; taller or broader than that is no digit, nor two that touch.
const SPECK = 0.12;
const TALLEST = 2.2;
const BROADEST = 16.0;
// What lies as a line, and is at least that long, by the writing's height, is what writing stands on.
const LYING = 1.0;
// What touches the frame's edge is rarely a digit.
const AT_BORDER = [1.0, 0.15];
// What is too large is looked at above these parts of the writing's contrast, and what is left of it is at least that tall, by its height.
const LEVELS = [0.6, 0.75, 0.9];
const LOWEST_LEFT = 0.45;
// So many atoms are kept, the largest first: what has more is a texture.
const MOST_ATOMS = 600;

/**
 * A part of a piece of ink. mask: 0 or 1, of the box; torn: how much ink it is cut off from on its left, by the writing's height;
 * score: how much its piece looks like the rest of the writing, and stands out from the paper, 0…1; piece: which it is of, and in how
 * many parts that was cut; atEdge: whether that touches the frame's edge.
 * @typedef {{box: import('./cut.js').Box, mask: Uint8Array, torn: number, score: number, piece: {number: number, parts: number},
 *   atEdge: boolean}} Atom
 *
 * @typedef {import('../preprocess/group.js').Grey} Grey
 * @typedef {import('../preprocess/group.js').Piece} Piece
 */

/** @param {Atom} atom */
export const heightOf = ({ box }) => box.bottom - box.top;
/** @param {Atom} atom */
export const middleOf = ({ box }) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/**
 * All ink that may be part of a digit.
 * @param {import('../preprocess/index.js').Ink} ink
 * @param {number | null} [known]  how tall the writing is, pixels of the ink, where that is known
 * @returns {{atoms: Atom[], tall: number}} from left to right, none where there is no ink; tall: the writing, pixels
 */
export function findAtoms(ink, known = null) {
  const nothing = { atoms: [], tall: 0 };
  const { begun, flat } = ink;
  if (!begun || !hasScore(begun.found.pieces)) return nothing;
  const { threshold } = begun;
  let { soft } = begun;
  let first = begun.found.pieces;
  const frame = { left: 0, top: 0, right: soft.width, bottom: soft.height };
  const { levels, lines, were } = withoutOutlines(ink, begun.found);
  if (levels !== ink.levels) {
    soft = smooth(levels);
    first = piecesOf(soft, threshold, frame).pieces;
    if (!hasScore(first)) return nothing;
  }
  const own = Math.trunc(OWN * writing(first, known).contrast);
  const { pieces, labels } = piecesOf(soft, Math.max(threshold, own), frame);
  const isDivider = dividers(pieces, lines, soft.width);
  const isLeft = leftOver(pieces, labels, were);
  const isRing = rings({ pieces, labels }, soft.width);
  const outline = outlines(pieces).map((is, index) => is || isRing[index] || isDivider[index] || isLeft[index]);
  const rest = pieces.filter((_, index) => !outline[index]);
  if (!hasScore(rest)) return nothing;
  const { tall, contrast } = writing(rest, known);
  const atoms = [];
  let before = 0;
  const mayBe = outline.map((is) => !is);
  for (const { pieces: some, labels: of, fits } of apart({ pieces, labels }, mayBe, soft, threshold, tall, contrast)) {
    for (const index of largestFirst(some)) {
      if (!fits[index]) continue;
      const piece = some[index];
      const own = alone(soft, of, piece, index + 1);
      const parts = cut(own, boxOf(piece), tall);
      if (atoms.length + parts.length > MOST_ATOMS) break;
      const like = Math.min(piece.contrast / contrast, 1.0) * AT_BORDER[Math.min(piece.atBorder, 1)];
      const score = like * standing(flat, own, piece);
      const whose = { piece: { number: before + index, parts: parts.length }, atEdge: piece.atBorder > 0 };
      atoms.push(...parts.map((part) => ({ ...part, score, ...whose })));
    }
    before += some.length;
  }
  atoms.sort(({ box: a }, { box: b }) => a.left + a.right - (b.left + b.right) || a.top - b.top);
  return { atoms, tall };
}

/**
 * How much a piece stands out from what is around it, as `standsOut` has it.
 * @param {Grey} flat
 * @param {Grey} own  the piece's ink
 * @param {Piece} piece
 */
function standing(flat, own, { left, top, right, bottom }) {
  const margin = Math.max(own.width, own.height);
  const [x0, y0] = [Math.max(left - margin, 0), Math.max(top - margin, 0)];
  const near = partOf(flat, x0, y0, Math.min(right + margin, flat.width), Math.min(bottom + margin, flat.height));
  const mask = new Uint8Array(near.data.length);
  for (let y = 0; y < own.height; y++) {
    for (let x = 0; x < own.width; x++) {
      if (own.data[y * own.width + x]) mask[(top - y0 + y) * near.width + left - x0 + x] = 255;
    }
  }
  return standsOut(near, mask, [left - x0, top - y0, own.width, own.height]);
}

const boxOf = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
const hasScore = (pieces) => pieces.some(({ score }) => score > 0);

/**
 * How tall the writing is, and its contrast: medians, by area, of the pieces that look most like writing.
 * @param {Piece[]} pieces
 * @param {number | null} [tall]  pixels, where that is known; the contrast is then that of pieces as tall, if there are any
 */
function writing(pieces, tall = null) {
  const asTall = tall === null ? pieces : pieces.filter(({ top, bottom }) => isAlike(bottom - top, tall));
  const some = hasScore(asTall) ? asTall : pieces;
  const best = some.reduce((most, { score }) => Math.max(most, score), 0);
  const good = some.filter(({ score }) => score >= GOOD * best);
  const areas = good.map(({ area }) => area);
  const heights = good.map(({ top, bottom }) => bottom - top);
  const contrasts = good.map(({ contrast }) => contrast);
  return { tall: tall ?? median(heights, areas), contrast: median(contrasts, areas) };
}

/** Whether a height is about this one. */
export const isAlike = (height, tall) => height * ALIKE >= tall && height <= tall * ALIKE;

/** The value that half of the weight lies at or below. */
function median(values, weights) {
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let at = 0;
  for (let sum = weights[order[0]]; sum < half; sum += weights[order[at]]) at++;
  return values[order[at]];
}

/**
 * Pieces, and which of them fit the writing: first those found, then what is left, above ever higher levels, of those too large for it:
 * a digit that lies across the edge of a shadow, or of a table, comes off it.
 * @param {{pieces: Piece[], labels: Int32Array}} found
 * @param {boolean[]} mayBe      which of those found may be writing
 * @param {Grey} soft
 * @param {number} threshold     by which they were found
 * @param {number} tall          the writing, pixels
 * @param {number} contrast      the writing's
 * @returns {Generator<{pieces: Piece[], labels: Int32Array, fits: boolean[]}>}
 */
function* apart({ pieces, labels }, mayBe, soft, threshold, tall, contrast) {
  const isWriting = (piece) => isDark(piece, tall, contrast) && fitsIn(piece, tall);
  const isTooLarge = (piece) => isDark(piece, tall, contrast) && !fitsIn(piece, tall);
  const isHigh = ({ top, bottom }) => bottom - top >= LOWEST_LEFT * tall;
  yield { pieces, labels, fits: pieces.map((piece, index) => mayBe[index] && isWriting(piece)) };
  let found = { pieces, labels };
  let tooLarge = pieces.map((piece, index) => mayBe[index] && isTooLarge(piece));
  const frame = { left: 0, top: 0, right: soft.width, bottom: soft.height };
  for (const level of LEVELS) {
    if (!tooLarge.includes(true)) return;
    const of = found.labels;
    const data = soft.data.map((value, at) => (of[at] > 0 && tooLarge[of[at] - 1] ? value : 0));
    found = piecesOf({ ...soft, data }, Math.max(threshold, Math.trunc(level * contrast)), frame);
    tooLarge = found.pieces.map(isTooLarge);
    yield { ...found, fits: found.pieces.map((piece) => isWriting(piece) && isHigh(piece)) };
  }
}

/** No speck, and as dark as the writing. */
function isDark({ left, top, right, bottom, contrast }, tall, usual) {
  return Math.max(bottom - top, right - left) >= Math.max(3, SPECK * tall) && contrast >= 0.5 * usual;
}

/** Not too large for the writing, no line that it stands on, and not in a corner of the frame. */
function fitsIn({ left, top, right, bottom, atBorder }, tall) {
  const [broad, high] = [right - left, bottom - top];
  const isLine = broad > LONG * high && broad >= LYING * tall;
  return high <= TALLEST * tall && broad <= BROADEST * tall && atBorder < 2 && !isLine;
}

/** The ink of the piece with this label, cut out; what else is in its box is left out. @returns {Grey} */
function alone(soft, labels, { left, top, right, bottom }, label) {
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * soft.width + left;
    for (let x = 0; x < width; x++) if (labels[from + x] === label) data[y * width + x] = soft.data[from + x];
  }
  return { width, height, data };
}
