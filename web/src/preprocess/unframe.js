// unframe: writing that touches the box or the ring drawn around it, without that.
import { connectedComponents } from './components.js';
import { BENT, leftStanding, straight } from './lift.js';
import { directionOf } from './outlines.js';

// A box or a ring covers at most this part of its own box, with what it holds, and is at least so many pixels broad and high.
const HOLLOW = 0.5;
const LEAST = 12;
// A box has a straight line along each side, in this part of that, within this part of its height; lines are at most that thick.
const SEEN = 0.7;
const ASIDE = 0.25;
const THICK = 0.15;
// … and what it holds is at least this tall, by its height. A line may be missing from here on: this part of what is seen from a side.
const HELD = 0.3;
const MISSING = 0.85;
// A ring is seen in this part of the directions, so many on each side of a square, where its outermost ink keeps to what is usual in so many
// of them to both sides, within BENT pixels or this part of its longer side, and to the ellipse in its box, by the radius.
const AROUND = 0.9;
const DIRECTIONS = 32;
const USUAL = 8;
const UNEVEN = 0.03;
const ROUND = [0.82, 1.12];
// What it holds is at least this tall, by its height, and has this part of what a stroke as thick and as tall as the ring has; its middle is
// no further from the ring's than this part of the ring's sides.
const RINGED = 0.4;
const INKED = 0.2;
const OFF = 0.15;
// Ink that is further apart than this, pixels, is not of one stroke.
const APART = 1.6;
// What parts boxes is at most this broad, by its height.
const NARROW = 0.35;

/**
 * A piece's ink without the box or the ring that it is drawn in; null where there is none.
 * @param {import('./mask.js').Mask} mask  the piece in its box
 * @param {boolean} [holdsMore]  whether other pieces are in it, too; a stroke from its upper line to its lower one then parts its boxes,
 *   where else it is a 1
 * @returns {import('./mask.js').Mask | null}
 */
export function unframe(mask, holdsMore = false) {
  const { width: w, height: h, data } = mask;
  if (Math.min(h, w) < LEAST || data.reduce((sum, is) => sum + is, 0) > HOLLOW * h * w) return null;
  return unbox(mask, holdsMore) ?? unring(mask);
}

/** As `unframe`, of a box. */
export function unbox(mask, holdsMore = false) {
  const { width: w, height: h } = mask;
  const rest = { ...mask, data: mask.data.slice() };
  // Seen from above, below, the left and the right: where a pixel of the view is in the mask.
  const views = [
    { w, h, at: (x, y) => y * w + x },
    { w, h, at: (x, y) => (h - 1 - y) * w + x },
    { w: h, h: w, at: (x, y) => x * w + y },
    { w: h, h: w, at: (x, y) => x * w + w - 1 - y },
  ];
  const sides = [];
  for (const view of views) {
    const side = upperLine(mask.data, view);
    if (!side) return null;
    sides.push(side);
    for (let x = 0; x < view.w; x++) {
      for (let y = 0; y < view.h; y++) if (side(x, y)) rest.data[view.at(x, y)] = 0;
    }
  }
  const [upper, lower] = sides;
  const own = holdsMore ? withoutDividers(rest, upper, (x, y) => lower(x, h - 1 - y)) : rest;
  return leftStanding(own, HELD * h);
}

/**
 * What is in a row of boxes without the strokes between these.
 * @param {import('./mask.js').Mask} rest  without the lines around it
 * @param {(x: number, y: number) => boolean} upper  where the line above was
 * @param {(x: number, y: number) => boolean} lower  and the one below
 */
function withoutDividers(rest, upper, lower) {
  const { width, height } = rest;
  const { labels, pieces } = connectedComponents(rest, 1, { left: 0, top: 0, right: width, bottom: height });
  const [hangs, stands] = [new Set(), new Set()];
  labels.forEach((label, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (y > 0 && upper(x, y - 1)) hangs.add(label);
    if (y < height - 1 && lower(x, y + 1)) stands.add(label);
  });
  const isDivider = ({ left, top, right, bottom }, index) =>
    hangs.has(index + 1) && stands.has(index + 1) && right - left <= NARROW * (bottom - top);
  const dividers = pieces.map(isDivider);
  return { ...rest, data: rest.data.map((is, at) => (is && !dividers[labels[at] - 1] ? 1 : 0)) };
}

/**
 * The straight line along a box's upper side, as it is seen in a view.
 * @returns {((x: number, y: number) => boolean) | null}  where it lies; null where there is none
 */
function upperLine(data, { w, h, at }) {
  const points = [];
  for (let x = 0; x < w; x++) {
    let y = 0;
    while (y < h && !data[at(x, y)]) y++;
    if (y < h) points.push([x, y]);
  }
  const highest = Float64Array.from(points, ([, y]) => y).sort()[Math.trunc(MISSING * points.length)];
  let kept = points.filter(([, y]) => y <= highest);
  let [slope, row] = [0, 0];
  for (let turn = 0; turn < 2; turn++) {
    if (kept.length < Math.max(SEEN * w, 2)) return null;
    ({ slope, row } = straight(kept));
    kept = points.filter(([x, y]) => Math.abs(y - (row + slope * x)) <= BENT);
  }
  if (kept.length < Math.max(SEEN * w, 2)) return null;
  if (Math.abs(slope) * w > ASIDE * h || row + (slope * w) / 2 > ASIDE * h) return null;
  const breadths = Float64Array.from(kept, ([x, y]) => {
    let end = y + 1;
    while (end < h && data[at(x, end)]) end++;
    return end - y;
  });
  const thick = breadths.sort()[kept.length >> 1];
  if (thick > THICK * h) return null;
  return (x, y) => {
    const away = y - (row + slope * x);
    return away >= -1 - BENT && away <= thick + BENT;
  };
}

/** As `unframe`, of a ring: the outermost ink in each direction from its middle, as far as that is usual beside it. */
export function unring(mask) {
  const { width: w, height: h, data } = mask;
  const pixels = [];
  const outermost = new Float64Array(4 * DIRECTIONS);
  for (let place = 0; place < data.length; place++) {
    if (!data[place]) continue;
    const [across, down] = [2 * (place % w) + 1 - w, 2 * Math.floor(place / w) + 1 - h];
    const where = directionOf(across * h, down * w, DIRECTIONS);
    // From the middle, by the ellipse in the ring's box, and how many pixels that is in this direction.
    const radius = Math.sqrt((across / w) * (across / w) + (down / h) * (down / h));
    const scale = Math.sqrt(across * across + down * down) / 2 / Math.max(radius, 1 / (h * w));
    outermost[where] = Math.max(outermost[where], radius);
    pixels.push({ place, where, radius, scale });
  }
  const isRound = [...outermost].map((radius) => radius >= ROUND[0] && radius <= ROUND[1]);
  if (isRound.filter(Boolean).length < AROUND * isRound.length) return null;
  const usual = outermost.map((_, direction) => {
    const beside = new Float64Array(2 * USUAL + 1);
    return beside.map((_, k) => outermost.at((direction + k - USUAL) % outermost.length)).sort()[USUAL];
  });
  const inwards = Float64Array.from(pixels, ({ where, radius, scale }) => (usual[where] - radius) * scale);
  const even = Math.max(BENT, UNEVEN * Math.max(h, w));
  const least = new Float64Array(outermost.length).fill(Infinity);
  pixels.forEach(({ where }, i) => {
    least[where] = Math.min(least[where], inwards[i]);
  });
  const seen = [...outermost.keys()].filter((direction) => isRound[direction] && Math.abs(least[direction]) <= even);
  if (seen.length < AROUND * outermost.length) return null;
  const thick = thickness(pixels, inwards, seen);
  if (thick > THICK * Math.max(h, w)) return null;
  const rest = { ...mask, data: new Uint8Array(data.length) };
  pixels.forEach(({ place }, i) => {
    if (inwards[i] > thick + BENT || inwards[i] < -even - 1) rest.data[place] = 1;
  });
  const held = leftStanding(rest, RINGED * h, INKED * thick * h);
  return held && isInTheMiddle(held) ? held : null;
}

/**
 * The ring's, pixels: the median of how far its ink goes inwards in every other direction in which it is seen.
 * @param {{where: number}[]} pixels
 * @param {Float64Array} inwards  of each, pixels from where the ring usually ends
 * @param {number[]} seen         directions
 */
function thickness(pixels, inwards, seen) {
  const each = new Map(seen.filter((direction) => direction % 2 === 0).map((direction) => [direction, []]));
  pixels.forEach(({ where }, i) => {
    each.get(where)?.push(inwards[i]);
  });
  const ends = [...each.values()].map((found) => {
    const own = Float64Array.from(found).sort();
    const last = own.findIndex((value, i) => i + 1 < own.length && own[i + 1] - value > APART);
    return last < 0 ? own.at(-1) : own[last];
  });
  return Float64Array.from(ends).sort()[ends.length >> 1];
}

/** Whether ink is in the middle of its mask. */
function isInTheMiddle({ width, height, data }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  data.forEach((is, place) => {
    if (!is) return;
    const [x, y] = [place % width, Math.floor(place / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  });
  return Math.max(Math.abs(top + bottom + 1 - height) / height, Math.abs(left + right + 1 - width) / width) <= 2 * OFF;
}
