// begin, findGroups: which of the ink could be the digit. Connected pieces are scored; the best are taken, each with its near pieces.
import { connectedComponents, largestFirst } from './components.js';
import { countsOf, levelAt, median, total, upper } from './levels.js';
import { lift } from './lift.js';
import { maskOf, placeIn } from './mask.js';
import { frames, rings } from './outlines.js';
import { unframe } from './unframe.js';

// Ink weaker than this (of 255) is nothing that a person could read.
export const FAINTEST_INK = 10;
// A piece counts from this part of the strongest ink on, and from this many standard deviations of the paper's noise.
const WEAK = 0.25;
const NOISE = 3.0;
// Once the digit is found, its own strong ink sets the threshold: what is weaker (a ruled line it stands on) falls off.
export const OWN = 0.4;
// Pieces nearer than this part of the digit's longer side belong to it, if they are not specks.
const GAP = 0.22;
const SPECK = 0.012;
// A digit is at least this tall: pixels, and part of the frame's shorter side.
const SMALLEST = [5, 0.02];
// What touches the frame (on no side; on one; on more), runs along most of it as a line, or lies as one, so many times as long as it is
// high, is rarely the digit.
const AT_BORDER = [1.0, 0.15, 0.0225];
const LINE = 0.2;
export const LONG = 8;
const MOST_PIECES = 400;
// A box or a ring drawn around the digit is no digit: this part of its score is left, so that other pieces come first.
const FRAME = 0.002;
// The score of what stands out from nothing around it is still this part of what it would be.
const LEAST_STANDING_OUT = 0.05;
// So many pieces are tried as the digit; the digit with all its pieces is at most this many times as large as one.
const MOST_GROUPS = 2;
const LARGEST_JOINED = 1.8;
// A line under the digit is at least so many times as broad as it is high, and sticks out on either side.
const UNDERLINE = 3;

/**
 * A grey picture of one byte a pixel.
 * @typedef {{width: number, height: number, data: Uint8Array}} Grey
 *
 * What could be the digit; mask: of the frame, 255 = digit; box: x, y, width, height; score: above 0, by which finds of one picture
 * are compared; clear: 0…1, how much it is something on the paper at all, and no edge or end of it.
 * @typedef {{mask: Uint8Array, box: number[], score: number, clear: number}} Group
 *
 * Pieces of ink in a part of the frame, in the order of their labels from 1 on; labels: of the part, 0 = none.
 * @typedef {{labels: Int32Array, pieces: Piece[], part: import('./components.js').Part}} Pieces
 *
 * Sides are the frame's pixels; contrast: mean ink; atBorder: how many of the frame's sides it touches.
 * @typedef {{left: number, top: number, right: number, bottom: number, area: number, contrast: number, score: number,
 *   atBorder: number}} Piece
 */

/** Mean of 3×3 pixels, so that grain does not make pieces. @param {Grey} ink */
export function smooth({ width, height, data }) {
  const out = new Uint8Array(data.length);
  const columns = new Uint16Array(width);
  for (let y = 0; y < height; y++) {
    const [above, here, below] = [Math.max(y - 1, 0) * width, y * width, Math.min(y + 1, height - 1) * width];
    for (let x = 0; x < width; x++) columns[x] = data[above + x] + data[here + x] + data[below + x];
    for (let x = 0; x < width; x++) {
      const sum = columns[x > 0 ? x - 1 : 0] + columns[x] + columns[x + 1 < width ? x + 1 : x];
      out[here + x] = (sum * 2 + 9) / 18;
    }
  }
  return { width, height, data: out };
}

/**
 * Connected pieces of ink at or above a threshold.
 * @param {Grey} ink
 * @param {number} threshold
 * @param {import('./components.js').Part} part  what is looked at
 * @returns {Pieces}
 */
export function piecesOf(ink, threshold, part) {
  const { width, height } = ink;
  const shorterSide = Math.min(height, width);
  const { labels, pieces } = connectedComponents(ink, threshold, part);
  for (const piece of pieces) {
    const { left, top, right, bottom, area } = piece;
    const [longer, shorter] = [Math.max(right - left, bottom - top), Math.min(right - left, bottom - top)];
    piece.contrast = piece.sum / area;
    piece.score = piece.contrast * Math.sqrt(piece.contrast * longer) * Math.sqrt(Math.sqrt(area));
    piece.atBorder = [left === 0, top === 0, right === width, bottom === height].filter(Boolean).length;
    piece.score *= AT_BORDER[Math.min(piece.atBorder, 2)];
    const isAlong = longer > LONG * shorter && longer > 0.5 * shorterSide && piece.atBorder > 0;
    if (isAlong || right - left > LONG * (bottom - top)) piece.score *= LINE;
    if (longer < Math.max(SMALLEST[0], Math.trunc(SMALLEST[1] * shorterSide))) piece.score = 0;
  }
  return { labels, pieces, part };
}

/** Indices of the pieces that score, the highest first; of equal ones the upper, then the left one. */
function bestFirst(pieces) {
  return [...pieces.keys()]
    .filter((i) => pieces[i].score > 0)
    .sort((i, j) => {
      const [a, b] = [pieces[i], pieces[j]];
      return b.score - a.score || a.top - b.top || a.left - b.left;
    });
}

/** The main piece and all that belong to it: near enough, dark enough, no speck, and no line that it stands on. Returns indices. */
function join(pieces, main) {
  const first = pieces[main];
  const members = [main];
  let { left, top, right, bottom } = first;
  const size = Math.max(right - left, bottom - top);
  const isLine = right - left > LONG * (bottom - top);
  const candidates = new Set(
    largestFirst(pieces)
      .slice(0, MOST_PIECES)
      .filter((index) => index !== main),
  );
  for (let grew = true; grew; ) {
    grew = false;
    for (const index of [...candidates]) {
      const piece = pieces[index];
      const [broad, high] = [piece.right - piece.left, piece.bottom - piece.top];
      const gap = Math.max(piece.left - right, left - piece.right, piece.top - bottom, top - piece.bottom, 0);
      const near = gap <= GAP * Math.max(right - left, bottom - top);
      const joined = Math.max(
        Math.max(right, piece.right) - Math.min(left, piece.left),
        Math.max(bottom, piece.bottom) - Math.min(top, piece.top),
      );
      if (
        near &&
        piece.area >= SPECK * first.area &&
        piece.contrast >= 0.5 * first.contrast &&
        (piece.atBorder === 0 || first.atBorder > 0) &&
        joined <= LARGEST_JOINED * size &&
        // A line is no part of what is shorter.
        !(broad > LONG * high && broad > size) &&
        !(isLine && size > Math.max(broad, high))
      ) {
        members.push(index);
        candidates.delete(index);
        left = Math.min(left, piece.left);
        top = Math.min(top, piece.top);
        right = Math.max(right, piece.right);
        bottom = Math.max(bottom, piece.bottom);
        grew = true;
      }
    }
  }
  return members;
}

/**
 * The pieces of a group but for the flat strokes below all others of it that stick out on either side. The base of a 2, or of a 1, may be
 * such a stroke, too: what is left stands beside the whole.
 * @param {Piece[]} pieces
 * @param {number[]} members  indices
 * @returns {number[]} indices
 */
export function withoutUnderlines(pieces, members) {
  const written = [...members].sort((i, j) => pieces[i].bottom - pieces[j].bottom || i - j);
  while (written.length > 1) {
    const { left, top, right, bottom } = pieces[written.at(-1)];
    const above = written.slice(0, -1).map((index) => pieces[index]);
    const isFlat = right - left >= UNDERLINE * (bottom - top);
    const isBelow = above.every((piece) => piece.bottom <= top && left < piece.left && piece.right < right);
    if (!isFlat || !isBelow) break;
    written.pop();
  }
  return members.filter((index) => written.includes(index));
}

/**
 * How much a group differs from what is around its box, against how much it should: LEAST_STANDING_OUT…1.
 * The hole of a bold 0, or the paper between a digit and the frame, is narrow like ink, but is like what is around it. The edge of a
 * shadow or a table is like what is on one side of it: so it is the quarter of the surroundings that is most like the group that counts.
 * Source of the idea: figure and ground, by the quartile of a ring.
 */
export function standsOut({ width, height, data }, mask, [x, y, w, h]) {
  const broad = Math.max(2, Math.floor(Math.max(w, h) / 6));
  const ring = new Float64Array(256);
  const rest = new Float64Array(256);
  let area = 0;
  let sum = 0;
  for (let row = Math.max(y - broad, 0); row < Math.min(y + h + broad, height); row++) {
    for (let column = Math.max(x - broad, 0); column < Math.min(x + w + broad, width); column++) {
      const at = row * width + column;
      const inBox = row >= y && row < y + h && column >= x && column < x + w;
      if (!inBox) ring[data[at]]++;
      else if (mask[at] === 0) rest[data[at]]++;
      else {
        area++;
        sum += data[at];
      }
    }
  }
  if (total(ring) === 0) return 1.0;
  // The mean, not the median: of outlines, drawn hollow, most pixels are paper.
  const written = sum / area;
  const ringLevel = median(ring);
  const restLevel = total(rest) > 0 ? median(rest) : ringLevel;
  const most = Math.max(Math.abs(written - ringLevel), Math.abs(written - restLevel), 1.0);
  const around = total(ring);
  const quarter = Math.floor(around / 4);
  const apart = written < ringLevel ? levelAt(ring, quarter) - written : written - levelAt(ring, around - 1 - quarter);
  return Math.max(apart / most, LEAST_STANDING_OUT);
}

/** The labels and the ink of the piece with this index, pixel by pixel of its box. */
function* pixelsOf({ labels, pieces, part }, index, width) {
  const { left, top, right, bottom } = pieces[index];
  const across = part.right - part.left;
  for (let y = top; y < bottom; y++) {
    const row = (y - part.top) * across - part.left;
    for (let x = left; x < right; x++) if (labels[row + x] === index + 1) yield y * width + x;
  }
}

/**
 * The group around one piece of ink: cut at a threshold of its own, and joined with what is near.
 * @param {Grey} soft
 * @param {Grey} grey
 * @param {Piece} piece
 * @param {Int32Array} pixels  the piece's, places in the frame
 * @param {number} threshold
 * @returns {Group[]} the joined group; where a line lies under it, that without the line; where it touches what is drawn around or under
 *   it, that without that; and, where that is more than one piece, the main piece alone: what is near may be dirt
 */
function grow(soft, grey, piece, pixels, threshold) {
  const { width, height } = soft;
  const { left, top, right, bottom } = piece;
  const own = upper(countsOf(pixels.map((at) => soft.data[at])), 0.1);
  const reach = Math.trunc((LARGEST_JOINED - 1) * Math.max(right - left, bottom - top)) + 1;
  const part = {
    left: Math.max(left - reach, 0),
    top: Math.max(top - reach, 0),
    right: Math.min(right + reach, width),
    bottom: Math.min(bottom + reach, height),
  };
  const found = piecesOf(soft, Math.max(threshold, Math.trunc(OWN * own)), part);
  const across = part.right - part.left;
  const labelAt = (at) => found.labels[(Math.floor(at / width) - part.top) * across + (at % width) - part.left];
  const ours = new Set(Array.from(pixels, labelAt));
  const main = bestFirst(found.pieces).find((index) => ours.has(index + 1));
  if (main === undefined) return [];
  const joined = join(found.pieces, main);
  const { score, area } = found.pieces[main];
  const groups = [grouped(found, joined, score, grey)];
  const written = withoutUnderlines(found.pieces, joined);
  if (written.length < joined.length) groups.push(grouped(found, written, score, grey));
  groups.push(...bared(groups.at(-1), width));
  if (written.length > 1 && written.includes(main)) {
    const share = area / written.reduce((sum, index) => sum + found.pieces[index].area, 0);
    groups.push(grouped(found, [main], score * share * share, grey));
  }
  return groups;
}

/**
 * Pieces of a part of the frame as one group of the whole; its score is lowered where it does not stand out.
 * @returns {Group}
 */
function grouped(found, members, score, grey) {
  const mask = new Uint8Array(grey.data.length);
  for (const index of members) for (const at of pixelsOf(found, index, grey.width)) mask[at] = 255;
  const pieces = members.map((index) => found.pieces[index]);
  const left = Math.min(...pieces.map((piece) => piece.left));
  const top = Math.min(...pieces.map((piece) => piece.top));
  const right = Math.max(...pieces.map((piece) => piece.right));
  const bottom = Math.max(...pieces.map((piece) => piece.bottom));
  const box = [left, top, right - left, bottom - top];
  const stands = standsOut(grey, mask, box);
  const atBorder = pieces.some((piece) => piece.atBorder > 0) ? AT_BORDER[1] : 1.0;
  return { mask, box, score: score * stands, clear: stands * atBorder };
}

/**
 * The group without the line that it touches below, and without the box or the ring around it, where there is one.
 * @param {Group} group
 * @param {number} across  the frame's breadth
 * @returns {Group[]}
 */
function bared(group, across) {
  const [x, y, width, height] = group.box;
  const part = { left: x, top: y, right: x + width, bottom: y + height };
  const own = maskOf(group.mask, across, part, 255);
  return [lift, unframe].flatMap((take) => {
    const kept = take(own);
    if (!kept) return [];
    const mask = new Uint8Array(group.mask.length);
    let [left, top, right, bottom] = [width, height, 0, 0];
    kept.data.forEach((is, at) => {
      if (!is) return;
      mask[placeIn(part, at, across)] = 255;
      const [column, row] = [at % width, Math.floor(at / width)];
      [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
    });
    return [{ ...group, mask, box: [x + left, y + top, right - left, bottom - top] }];
  });
}

/**
 * What all search in an ink begins with. soft: smoothed; threshold: its pieces', in grey levels; found: all of them.
 * @typedef {{soft: Grey, threshold: number, found: Pieces}} Begun
 *
 * All pieces of an ink that may be writing; null where it is too faint.
 * @param {Grey} ink
 * @param {number} noise  standard deviation of the paper, grey levels
 * @returns {Begun | null}
 */
export function begin(ink, noise) {
  const soft = smooth(ink);
  const strongest = upper(countsOf(soft.data), 1 / 4000);
  if (strongest < Math.max(FAINTEST_INK, NOISE * noise)) return null;
  const threshold = Math.max(Math.trunc(WEAK * strongest), Math.trunc(NOISE * noise), FAINTEST_INK >> 1);
  const { width, height } = ink;
  return { soft, threshold, found: piecesOf(soft, threshold, { left: 0, top: 0, right: width, bottom: height }) };
}

/**
 * What of an ink could be the digit, grown from the MOST_GROUPS pieces that score best and share no ink.
 * @param {Begun | null} begun  of the ink
 * @param {Grey} grey           what it was found in
 * @returns {Group[]}
 */
export function findGroups(begun, grey) {
  if (!begun) return [];
  const { soft, threshold, found } = begun;
  const isRing = rings(found, grey.width);
  const isFrame = frames(found, grey.width).map((is, index) => is || isRing[index]);
  let [pieces, within] = [found.pieces, soft];
  if (isFrame.some(Boolean)) {
    // What is in a frame is looked for without it.
    pieces = pieces.map((piece, index) => (isFrame[index] ? { ...piece, score: FRAME * piece.score } : piece));
    within = { ...soft, data: soft.data.map((level, at) => (isFrame[found.labels[at] - 1] ? 0 : level)) };
  }
  const groups = [];
  let count = 0;
  for (const index of bestFirst(pieces).slice(0, 2 * MOST_GROUPS)) {
    const pixels = Int32Array.from(pixelsOf(found, index, grey.width));
    if (groups.some(({ mask }) => pixels.some((at) => mask[at] > 0))) continue;
    const grown = grow(isFrame[index] ? soft : within, grey, pieces[index], pixels, threshold);
    groups.push(...grown.map((group) => (isFrame[index] ? { ...group, score: FRAME * group.score } : group)));
    if (grown.length > 0) count++;
    if (count === MOST_GROUPS) break;
  }
  return groups;
}
