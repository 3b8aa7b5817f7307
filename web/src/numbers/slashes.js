// slashes: strokes that part a date, or a fraction, or are the bar of a percent sign, are no 1s of it.
import { straight } from '../preprocess/lift.js';
import { heightOf } from './atoms.js';
import { bend, isOne, lean } from './ones.js';

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
// The rings of a percent sign are so tall, by its bar.
const RING = [0.15, 0.5];

/**
 * A stroke that may be a slash. at: its place in the line; lean, tall: as LEANS and TALL have it.
 * @typedef {{at: number, lean: number, tall: number}} Stroke
 *
 * @typedef {import('./path.js').Step} Step
 * @typedef {import('./atoms.js').Atom} Atom
 */

/**
 * The 1s of a line that lean, and reach, as slashes between its digits do, or as the bar of a percent sign after them.
 * @param {Step[]} steps
 * @param {Atom[]} atoms  the line's
 * @returns {Step[]}
 */
export function slashes(steps, atoms) {
  const boxes = steps.map(({ segment }) => segment.glyph.box);
  const isInner = (at) => at > 0 && at < steps.length - 1;
  const strokes = steps.flatMap((step, at) =>
    isInner(at) && isOne(step) ? strokeAt(at, step.segment.glyph.pixels, boxes) : [],
  );
  const found = strokes
    .filter((own) => own.tall >= TALL || strokes.some((other) => areTwo(own, other)))
    .map(({ at }) => steps[at]);
  return found.concat(
    steps
      .slice(1)
      .slice(-1)
      .filter((step) => isBar(step, steps.at(-2).segment.run.stop, atoms)),
  );
}

/** Whether a line's last 1 leans between the rings of a percent sign, which are no digits. first: its atom after the last digit's. */
function isBar(step, first, atoms) {
  const { run, glyph } = step.segment;
  const [top, high] = [run.box.top, run.box.bottom - run.box.top];
  const isRing = (atom) => RING[0] * high <= heightOf(atom) && heightOf(atom) <= RING[1] * high;
  return (
    isOne(step) &&
    atoms.slice(first, run.start).some((atom) => isRing(atom) && 2 * (atom.box.bottom - top) <= high) &&
    atoms.slice(run.stop).some((atom) => isRing(atom) && 2 * (atom.box.top - top) >= high) &&
    Math.abs(bend(glyph.pixels)) <= BENT &&
    lean(glyph.pixels) >= LEANS
  );
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
