// find_group: which of the ink is the digit. Connected pieces are scored, the best is taken, and its near pieces with it.
import { connectedComponents } from './components.js';

// Ink weaker than this (of 255) is nothing that a person could read.
const FAINTEST_INK = 10;
// A piece counts from this part of the strongest ink on, and from this many standard deviations of the paper's noise.
const WEAK = 0.25;
const NOISE = 3.0;
// Once the digit is found, its own strong ink sets the threshold: what is weaker (a ruled line it stands on) falls off.
const OWN = 0.4;
// Pieces nearer than this part of the digit's longer side belong to it, if they are not specks.
const GAP = 0.22;
const SPECK = 0.012;
// A digit is at least this tall: pixels, and part of the frame's shorter side.
const SMALLEST = [5, 0.02];
// What touches the frame, or runs along most of it as a line, is rarely the digit.
const AT_BORDER = 0.15;
const LINE = 0.2;
const MOST_PIECES = 400;

/** Mean of 3×3 pixels, so that grain does not make pieces. */
function smooth({ width, height, data }) {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(y - 1, 0) * width, y * width, Math.min(y + 1, height - 1) * width];
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 1, 0);
      const right = Math.min(x + 1, width - 1);
      let total = 0;
      for (const row of rows) total += data[row + left] + data[row + x] + data[row + right];
      out[y * width + x] = Math.trunc((total * 2 + 9) / 18);
    }
  }
  return { width, height, data: out };
}

/**
 * The grey level that this part of the values lies at or above.
 * @param {ArrayLike<number>} values  0…255
 * @param {number} part               0…1
 */
export function upper(values, part) {
  const counts = new Float64Array(256);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  const rank = Math.max(1, Math.trunc(part * values.length));
  let level = 255;
  for (let sum = counts[255]; sum < rank && level > 0; sum += counts[level]) level--;
  return level;
}

/** Connected pieces of ink at or above a threshold, each with its mean ink and its score. */
function scoredPieces(ink, threshold) {
  const { width, height } = ink;
  const shorterSide = Math.min(height, width);
  const { labels, pieces } = connectedComponents(ink, threshold);
  for (const piece of pieces) {
    const w = piece.right - piece.left;
    const h = piece.bottom - piece.top;
    const longer = Math.max(w, h);
    piece.contrast = piece.sum / piece.area;
    piece.atBorder = [piece.left === 0, piece.top === 0, piece.right === width, piece.bottom === height].filter(
      Boolean,
    ).length;
    piece.score = piece.contrast * Math.sqrt(piece.contrast * longer) * Math.sqrt(Math.sqrt(piece.area));
    piece.score *= AT_BORDER ** Math.min(piece.atBorder, 2);
    const isLine = longer > 8 * Math.min(w, h) && longer > 0.5 * shorterSide && piece.atBorder > 0;
    if (isLine) piece.score *= LINE;
    if (longer < Math.max(SMALLEST[0], Math.trunc(SMALLEST[1] * shorterSide))) piece.score = 0;
  }
  return { labels, pieces };
}

/** Index of the piece with the highest score; of equal ones the upper, then the left one. -1 where none scores. */
function firstBest(pieces) {
  const order = (a, b) => b.score - a.score || a.top - b.top || a.left - b.left;
  let best = -1;
  pieces.forEach((piece, index) => {
    if (piece.score > 0 && (best < 0 || order(piece, pieces[best]) < 0)) best = index;
  });
  return best;
}

/** The main piece and all that belong to it: near enough, dark enough, and no speck. Returns indices. */
function join(pieces, main) {
  const first = pieces[main];
  const members = [main];
  let { left, top, right, bottom } = first;
  const size = Math.max(right - left, bottom - top);
  const candidates = new Set(
    pieces
      .map((_, index) => index)
      .sort((a, b) => pieces[b].area - pieces[a].area)
      .slice(0, MOST_PIECES)
      .filter((index) => index !== main),
  );
  for (let grew = true; grew; ) {
    grew = false;
    for (const index of [...candidates]) {
      const piece = pieces[index];
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
        joined <= 1.8 * size
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
  return { members, box: [left, top, right - left, bottom - top] };
}

/** The middle of the values counted, the mean of the two middle ones where their number is even. */
function median(counts) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const at = (rank) => {
    let level = 0;
    for (let sum = counts[0]; sum <= rank; sum += counts[level]) level++;
    return level;
  };
  return (at(Math.ceil(total / 2) - 1) + at(Math.floor(total / 2))) / 2;
}

/**
 * How much a group differs from what is around its box, against how much it should: 0…1.
 * The hole of a bold 0, or the paper between a digit and the frame, is narrow like ink, but is like what is around it.
 * Source of the idea: figure and ground, by the median of a ring.
 */
function standsOut({ width, height, data }, mask, [x, y, w, h]) {
  const broad = Math.max(2, Math.floor(Math.max(w, h) / 6));
  const written = new Float64Array(256);
  const ring = new Float64Array(256);
  const rest = new Float64Array(256);
  for (let row = Math.max(y - broad, 0); row < Math.min(y + h + broad, height); row++) {
    for (let column = Math.max(x - broad, 0); column < Math.min(x + w + broad, width); column++) {
      const at = row * width + column;
      const inBox = row >= y && row < y + h && column >= x && column < x + w;
      (mask[at] > 0 ? written : inBox ? rest : ring)[data[at]]++;
    }
  }
  if (ring.every((count) => count === 0)) return 1.0;
  const writtenLevel = median(written);
  const ringLevel = median(ring);
  const restLevel = rest.some((count) => count > 0) ? median(rest) : ringLevel;
  const most = Math.max(Math.abs(writtenLevel - ringLevel), Math.abs(writtenLevel - restLevel), 1.0);
  return Math.abs(writtenLevel - ringLevel) / most;
}

/**
 * The digit's ink, or null where there is none.
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {number} noise  standard deviation of the paper, grey levels
 * @param {{width: number, height: number, data: Uint8Array}} grey  what the ink was found in
 * @returns {{mask: Uint8Array, box: number[], level: number, score: number} | null}  mask: 255 = digit; box: x, y, w, h
 */
export function findGroup(ink, noise, grey) {
  const soft = smooth(ink);
  const strongest = upper(soft.data, 1 / 4000);
  if (strongest < Math.max(FAINTEST_INK, NOISE * noise)) return null;
  const threshold = Math.max(Math.trunc(WEAK * strongest), Math.trunc(NOISE * noise), FAINTEST_INK >> 1);
  let found = scoredPieces(soft, threshold);
  let main = firstBest(found.pieces);
  if (main < 0) return null;
  const own = upper(
    soft.data.filter((_, at) => found.labels[at] === main + 1),
    0.1,
  );
  if (Math.trunc(OWN * own) > threshold) {
    found = scoredPieces(soft, Math.trunc(OWN * own));
    main = firstBest(found.pieces);
    if (main < 0) return null;
  }
  const { members, box } = join(found.pieces, main);
  const chosen = new Uint8Array(found.pieces.length + 1);
  for (const member of members) chosen[member + 1] = 255;
  const mask = new Uint8Array(found.labels.length);
  for (let at = 0; at < mask.length; at++) mask[at] = chosen[found.labels[at]];
  return { mask, box, level: own, score: found.pieces[main].score * standsOut(grey, mask, box) };
}
