// lift: a digit that touches the line under it, without that line.
import { connectedComponents } from './components.js';

// By the height of the digit with its line: the line sticks out by this part at least on either side, where it is at most that thick and alone
// in its columns; it lies this low or lower, and what is left is this tall or taller.
const OUT = 0.1;
const THIN = 0.2;
const LOW = 0.55;
const TALL = 0.45;
// What has fewer pixels along a side is too small to be told from grain, and so is a line that sticks out by fewer.
const LEAST = 12;
const LEAST_OUT = 2;
// A line drawn by hand keeps to a straight one within half its own thickness, or so many pixels, in this part of its columns.
export const BENT = 1.5;
const STRAIGHT = 0.85;
// What is left in pieces of less than this part of the largest is of the line.
const REST = 0.05;

/**
 * @typedef {import('./mask.js').Mask} Mask
 *
 * A group's ink without the line under it; null where there is none. The foot of a 1, or the base of a 2, may be such a line, too: what
 * is left stands beside the whole.
 * @param {Mask} mask  the group in its box
 * @returns {Mask | null}
 */
export function lift(mask) {
  const { width: w, height: h, data } = mask;
  if (Math.min(h, w) < LEAST) return null;
  const columns = Array.from({ length: w }, (_, x) => columnOf(mask, x));
  const isAlone = ({ first, last, count }) => count > 0 && last - first + 1 === count && count <= THIN * h;
  const inside = columns.filter((column) => !isAlone(column));
  if (inside.length === 0) return null;
  const [left, right] = [inside[0].x, inside.at(-1).x + 1];
  if (Math.min(left, w - right) < Math.max(OUT * h, LEAST_OUT)) return null;
  const own = columns.filter(({ x }) => x < left || x >= right);
  const middleOf = ({ first, last }) => (first + last + 1) / 2;
  const thick = Float64Array.from(own, ({ count }) => count).sort()[own.length >> 1];
  const { slope, row } = straight(own.map((column) => [column.x, middleOf(column)]));
  const line = columns.map(({ x }) => row + slope * x);
  const near = Math.max(BENT, thick / 2);
  const isNear = (column) => Math.abs(middleOf(column) - line[column.x]) <= near;
  if (Math.min(...line) < LOW * h || own.filter(isNear).length < STRAIGHT * own.length) return null;
  const isAt = (x, y, away) => Math.abs(y + 0.5 - line[x]) <= away;
  let there = 0;
  const rest = { ...mask, data: new Uint8Array(data.length) };
  for (let x = 0; x < w; x++) {
    let inked = false;
    for (let y = 0; y < h; y++) {
      if (!data[y * w + x]) continue;
      inked ||= isAt(x, y, near);
      if (x >= left && x < right && !isAt(x, y, thick / 2 + 1)) rest.data[y * w + x] = 1;
    }
    there += inked;
  }
  if (there < STRAIGHT * w) return null;
  // A stroke that goes on below the line goes through it.
  const reach = (thick >> 1) + 2;
  for (let x = left; x < right; x++) {
    const [above, below] = [-reach, reach].map((by) => Math.min(Math.max(Math.floor(line[x]) + by, 0), h - 1));
    if (!rest.data[above * w + x] || !rest.data[below * w + x]) continue;
    for (let y = 0; y < h; y++) rest.data[y * w + x] = data[y * w + x];
  }
  return leftStanding(rest, TALL * h);
}

/** A column's first and last row of ink, and how many there are. */
function columnOf({ width, height, data }, x) {
  let [first, last, count] = [-1, -1, 0];
  for (let y = 0; y < height; y++) {
    if (!data[y * width + x]) continue;
    if (first < 0) first = y;
    last = y;
    count++;
  }
  return { x, first, last, count };
}

/**
 * Slope, and value at 0, of the straight line nearest to some points by least squares.
 * @param {[x: number, y: number][]} points  not all of the same x
 */
export function straight(points) {
  const n = points.length;
  let [x, y, xy, xx] = [0, 0, 0, 0];
  for (const [px, py] of points) {
    x += px;
    y += py;
    xy += px * py;
    xx += px * px;
  }
  const slope = (n * xy - x * y) / (n * xx - x * x);
  return { slope, row: (y - slope * x) / n };
}

/**
 * What is left, without specks; null where its largest piece is not so tall, or has no such area.
 * @param {Mask} rest
 * @param {number} tall  pixels
 * @param {number} [least]  pixels
 */
export function leftStanding(rest, tall, least = 0) {
  const { labels, pieces } = connectedComponents(rest, 1, { left: 0, top: 0, right: rest.width, bottom: rest.height });
  if (pieces.length === 0) return null;
  // Of equal ones the first.
  const main = pieces.reduce((best, piece) => (piece.area > best.area ? piece : best));
  if (main.bottom - main.top < tall || main.area < least) return null;
  const kept = pieces.map(({ area }) => area >= REST * main.area);
  return { ...rest, data: Uint8Array.from(labels, (label) => (label > 0 && kept[label - 1] ? 1 : 0)) };
}
