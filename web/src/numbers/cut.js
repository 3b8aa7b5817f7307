// cut: one piece of ink that may be several digits, where they may touch. The network decides later which cuts are true.
import { boundsOf } from '../preprocess/glyph.js';

// A piece is cut where it is broader than this part of the writing's height.
const BROAD = 0.62;
// A cut leans at most this part of the height to each side of its middle; cuts are this part apart, as a 1 is broad, and this far from the ends.
const REACH = 0.22;
const APART = 0.15;
const END = 0.14;
// A cut goes through at most this much ink, by the writing's height: of the strongest.
const THROUGH = 0.8;
// What a step aside costs, in grey levels: straight cuts win.
const ASIDE = 6;
const FAR = 2 ** 40;

/**
 * @typedef {import('../preprocess/group.js').Grey} Grey
 * @typedef {import('../preprocess/components.js').Part} Box  right and bottom are exclusive
 *
 * mask: 0 or 1, of the box; torn: how much ink it is torn off on its left.
 * @typedef {{box: Box, mask: Uint8Array, torn: number}} Cutting
 *
 * From top to bottom: columns, at each row; cost: the ink that it goes through, and steps aside; mean: of the columns, whole.
 * @typedef {{columns: Int32Array, cost: number, mean: number}} Way
 */

/**
 * The parts of a piece, each with how much ink it is torn off on its left: in pixels of the piece's strongest ink, by the writing's
 * height; 0 for the first part.
 * Source: cuts of least ink, as seams in Avidan and Shamir, "Seam Carving for Content-Aware Image Resizing", 2007.
 * @param {Grey} ink  the piece alone
 * @param {Box} box   where that is
 * @param {number} tall  the writing, pixels
 * @returns {Cutting[]} from left to right
 */
export function cut(ink, box, tall) {
  const { width, height, data } = ink;
  const ways = width > BROAD * tall ? seams(ink, tall) : [];
  const whole = strongest(data) * tall;
  const torn = [0, ...ways.map(({ columns }) => columns.reduce((sum, x, y) => sum + data[y * width + x], 0) / whole)];
  return torn.flatMap((through, part) => {
    const [from, to] = [ways[part - 1]?.columns, ways[part]?.columns];
    const own = new Uint8Array(data.length);
    for (let y = 0; y < height; y++) {
      for (let x = from ? from[y] : 0; x < (to ? to[y] : width); x++) {
        const at = y * width + x;
        if (data[at] > 0) own[at] = 1;
      }
    }
    const bounds = boundsOf(own, width);
    return bounds.right === 0 ? [] : [cutting(own, width, bounds, box, through)];
  });
}

/** @returns {Cutting} what is within the bounds of a piece's mask */
function cutting(own, width, { left, top, right, bottom }, box, torn) {
  const mask = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    mask.set(own.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  }
  const placed = { left: box.left + left, top: box.top + top, right: box.left + right, bottom: box.top + bottom };
  return { box: placed, mask, torn };
}

/**
 * Ways from top to bottom through little ink, that do not cross.
 * @param {Grey} ink
 * @param {number} tall
 * @returns {Way[]} from left to right
 */
export function seams(ink, tall) {
  const { width } = ink;
  const reach = Math.max(1, Math.trunc(REACH * tall));
  const apart = Math.max(2, Math.trunc(APART * tall));
  const end = Math.max(1, Math.trunc(END * tall));
  const step = Math.max(1, Math.floor(apart / 4));
  const ways = [];
  for (let middle = end; middle <= width - end; middle += step)
    ways.push(leastWay(ink, middle - reach, middle + reach));
  const most = THROUGH * tall * strongest(ink.data);
  const chosen = [];
  // Of equal ones the left one.
  for (const way of ways.toSorted((a, b) => a.cost - b.cost)) {
    if (way.cost > most) break;
    const within = end <= way.mean && way.mean <= width - end;
    if (within && chosen.every((other) => Math.abs(way.mean - other.mean) >= apart && !cross(way, other))) {
      chosen.push(way);
    }
  }
  return chosen.sort((a, b) => a.mean - b.mean);
}

/**
 * In a band of columns, the way of least ink from top to bottom, one column aside at most from row to row.
 * @param {Grey} ink
 * @param {number} first  column of the band; it may begin and end beyond the ink, where no way goes
 * @param {number} last
 * @returns {Way}
 */
function leastWay({ width, height, data }, first, last) {
  const size = last - first + 1;
  // Column 0 and those beyond the last cut nothing off.
  const levelAt = (y, i) => (first + i >= 1 && first + i < width ? data[y * width + first + i] : FAR);
  let total = Float64Array.from({ length: size }, (_, i) => levelAt(0, i));
  let next = new Float64Array(size);
  const came = new Int8Array(height * size);
  for (let y = 1; y < height; y++) {
    for (let i = 0; i < size; i++) {
      const left = (i > 0 ? total[i - 1] : FAR) + ASIDE;
      const right = (i + 1 < size ? total[i + 1] : FAR) + ASIDE;
      // Straight on where it costs no more, then from the left.
      let best = total[i];
      let from = 0;
      if (left < best) [best, from] = [left, -1];
      if (right < best) [best, from] = [right, 1];
      came[y * size + i] = from;
      next[i] = best + levelAt(y, i);
    }
    [total, next] = [next, total];
  }
  let at = total.indexOf(Math.min(...total));
  const cost = total[at];
  const columns = new Int32Array(height);
  for (let y = height - 1; y >= 0; y--) {
    columns[y] = first + at;
    at += came[y * size + at];
  }
  return { columns, cost, mean: Math.floor(columns.reduce((sum, x) => sum + x, 0) / height) };
}

function strongest(levels) {
  return levels.reduce((most, level) => Math.max(most, level), 0);
}

/** @param {Way} a @param {Way} b */
function cross(a, b) {
  return a.columns.some((x, y) => x < b.columns[y]) && a.columns.some((x, y) => x > b.columns[y]);
}
