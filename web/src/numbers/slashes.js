// slashes, withoutSlashes: strokes that part a date, or a fraction, are no 1s of it.
import { SIDE } from '../preprocess/glyph.js';
import { straight } from '../preprocess/lift.js';
import { bend, isOne } from './parentheses.js';
import { shareOf } from './path.js';

// A slash is straight: its middle third is at most this far, by its height, from where the others have it. It leans to the right of what is
// upright on its line by this, columns by rows, at least.
const BENT = 0.02;
const LEANS = 0.05;
// It is so many times as tall as the digits on both of its sides, and as most of its line, and ends, on average, beyond those on its sides.
// Of 670 held-out 1s between digits none has all that, of 650 drawn slashes 82 %.
const TALL = 1.15;
// Of the two of a date, with one digit or two between them, so much will do; they lean alike, by this, and differ in height by this part of
// it at most.
const TALL_OF_TWO = 1.05;
const LEAN_ALIKE = 0.15;
const TALL_ALIKE = 0.2;
const APART = [2, 3];
// What a view has this part of within a slash of another one is part of it.
const PART = 0.8;

/**
 * A stroke that may be a slash. at: its place in the line; lean, tall: as LEANS and TALL have it.
 * @typedef {{at: number, lean: number, tall: number}} Stroke
 *
 * @typedef {import('./path.js').Step} Step
 */

/**
 * The 1s of a line, between other digits, that lean, and reach, as slashes do.
 * @param {Step[]} steps
 * @returns {Step[]}
 */
export function slashes(steps) {
  const boxes = steps.map(({ segment }) => segment.glyph.box);
  const isInner = (at) => at > 0 && at < steps.length - 1;
  const strokes = steps.flatMap((step, at) =>
    isInner(at) && isOne(step) ? strokeAt(at, step.segment.glyph.pixels, boxes) : [],
  );
  return strokes
    .filter((own) => own.tall >= TALL || strokes.some((other) => areTwo(own, other)))
    .map(({ at }) => steps[at]);
}

/**
 * A line's digits but for the 1s that are slashes, or parts of such: those that any view of the picture shows.
 * @param {Step[]} steps
 * @param {Step[]} known
 * @returns {Step[]}
 */
export function withoutSlashes(steps, known) {
  const isIn = ({ polarity, box }) =>
    known.some(({ segment: { glyph } }) => polarity === glyph.polarity && shareOf(box, glyph.box) >= PART);
  return steps.filter((step) => !isOne(step) || !isIn(step.segment.glyph));
}

/** Whether strokes may be both slashes of a date. */
function areTwo(own, other) {
  const apart = Math.abs(own.at - other.at);
  return (
    APART[0] <= apart &&
    apart <= APART[1] &&
    Math.abs(own.lean - other.lean) <= LEAN_ALIKE &&
    Math.abs(own.tall - other.tall) <= TALL_ALIKE * Math.max(own.tall, other.tall)
  );
}

/**
 * A stroke that may be a slash, at least beside another one; empty where it may not.
 * @param {number} at          its place, which is at no end of its line
 * @param {Uint8Array} pixels  [28 × 28], its glyph
 * @param {number[][]} boxes   of its line's digits: x, y, width, height
 * @returns {Stroke[]}
 */
function strokeAt(at, pixels, boxes) {
  const heights = boxes.flatMap(([, , , high], index) => (index === at ? [] : [high])).sort((a, b) => a - b);
  const usual = (heights[(heights.length - 1) >> 1] + heights[heights.length >> 1]) / 2;
  const [[, y, , high], ...beside] = [boxes[at], boxes[at - 1], boxes[at + 1]];
  const tall = high / Math.max(usual, ...beside.map((box) => box[3]));
  const [above, below] = [
    beside.reduce((sum, [, top]) => sum + top - y, 0),
    beside.reduce((sum, [, top, , own]) => sum + y + high - (top + own), 0),
  ];
  const middles = boxes.map(([left, top, w, h]) => [left + w / 2, top + h / 2]);
  const down = middles.some(([x]) => x !== middles[0][0]) ? straight(middles).slope : 0.0;
  const leans = lean(pixels) - down;
  const reaches = tall >= TALL_OF_TWO && above > 0 && below > 0;
  return reaches && leans >= LEANS && Math.abs(bend(pixels)) <= BENT ? [{ at, lean: leans, tall }] : [];
}

/**
 * How many columns a glyph's ink goes to the right by each row upwards, by least squares; 0 where it is in one row.
 * @param {Uint8Array} pixels  [28 × 28]
 */
export function lean(pixels) {
  let [n, sumX, sumY, sumXY, sumYY] = [0, 0, 0, 0, 0];
  pixels.forEach((level, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    n += level;
    sumX += level * x;
    sumY += level * y;
    sumXY += level * x * y;
    sumYY += level * y * y;
  });
  const [across, down] = [n * sumXY - sumX * sumY, n * sumYY - sumY * sumY];
  return down === 0 ? 0.0 : -across / down;
}
