// path: which of a line's segments are its digits. What the network says of each, and how each lies, is weighed; the best way through
// wins.
import { calibrate, features as featuresOfGlyph } from '../choose.js';
import { heightOf } from './atoms.js';

// What is weighed, by the names in the metadata: of a segment as a digit, first as choose.js has it, then by the writing's height its
// own height (the logarithm, squared), gap, breadth beyond the height's BROAD, how many pieces of ink it is joined of, whether these are
// whole, how much of its place other ink of the line takes, and whether it touches the frame's edge; of a cut taken for true, and the ink
// it goes through; of an atom left out, its height, and how much it looks like the digits.
const OF_DIGIT = [
  ...['bias', 'odds', 'surety', 'score', 'one'],
  ...['height', 'gap', 'broad', 'joined', 'whole_pieces', 'shared', 'at_edge'],
];
const OF_CUT = ['cut', 'torn'];
const OF_ATOM_LEFT_OUT = ['left_out', 'left_out_height', 'left_out_like'];
const BROAD = 0.8;
// An atom of this height, by the writing's, is like its digits.
const LIKE = [0.6, 1.6];
const DIGITS = 10;

/**
 * A digit of a path. gain: by how much the path scores better with it than with its atoms left out.
 * @typedef {{segment: import('./segments.js').Segment, choice: import('../choose.js').Choice, gain: number}} Step
 *
 * @typedef {import('./writing.js').Line} Line
 */

const sum = (values) => values.reduce((total, value) => total + value, 0);
const weighed = (values, names, weights) => sum(values.map((value, at) => value * weights[names[at]]));

/** How many parts of each piece of ink there are among atoms, by its number. */
function countParts(atoms) {
  const counts = new Map();
  for (const { piece } of atoms) counts.set(piece.number, (counts.get(piece.number) ?? 0) + 1);
  return counts;
}

/**
 * Whether a run of a line's atoms cuts no piece of ink.
 * @param {import('./atoms.js').Atom[]} atoms
 * @param {import('./segments.js').Run} run
 * @param {Map<number, number>} parts  of the line, as `countParts` has them
 */
function isWhole(atoms, { start, stop }, parts) {
  return [...countParts(atoms.slice(start, stop))].every(([number, count]) => parts.get(number) === count);
}

/**
 * The part of a run's box that the boxes of the line's other atoms take: 0…1. A digit that was cut aslant leaves two parts that lie over
 * one another; two digits, as a rule, do not.
 */
function shared(atoms, { start, stop, box }) {
  let taken = 0.0;
  atoms.forEach(({ box: other }, index) => {
    if (start <= index && index < stop) return;
    const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    if (width > 0 && height > 0) taken += width * height;
  });
  return Math.min(taken / ((box.right - box.left) * (box.bottom - box.top)), 1.0);
}

/** The part of a box that another has of it: 0…1. */
export function shareOf([x, y, width, height], [otherX, otherY, otherWidth, otherHeight]) {
  const w = Math.min(x + width, otherX + otherWidth) - Math.max(x, otherX);
  const h = Math.min(y + height, otherY + otherHeight) - Math.max(y, otherY);
  return (Math.max(w, 0) * Math.max(h, 0)) / (width * height);
}

/** What is weighed of a segment as a digit, in the order of OF_DIGIT. parts: of the line, as `countParts` has them. */
function ofDigit({ run, glyph }, atoms, parts, calibrated, tall, classes) {
  const [broad, high] = [run.box.right - run.box.left, run.box.bottom - run.box.top];
  const joined = atoms.slice(run.start + 1, run.stop).filter(({ torn }) => torn === 0).length;
  return [
    ...featuresOfGlyph(calibrated, glyph.score, classes),
    Math.log(high / tall) ** 2,
    run.gap / tall,
    Math.max(broad / high - BROAD, 0.0),
    joined,
    isWhole(atoms, run, parts) ? 1.0 : 0.0,
    shared(atoms, run),
    atoms.slice(run.start, run.stop).some(({ atEdge }) => atEdge) ? 1.0 : 0.0,
  ];
}

/** What is weighed of an atom left out, in the order of OF_ATOM_LEFT_OUT. */
function ofAtomLeftOut(atom, tall) {
  const high = heightOf(atom) / tall;
  return [1.0, Math.min(high, 1.0), LIKE[0] <= high && high <= LIKE[1] ? atom.score : 0.0];
}

/**
 * The line's digits.
 * Source: over-segmentation and the best path, LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, IV;
 * as a semi-Markov conditional random field, Sarawagi and Cohen 2004. The weights are the metadata's, fitted (train/paths.py).
 * @param {Line} line
 * @param {Float32Array} probabilities  of its segments' glyphs, [n × classes], not calibrated
 * @param {number} tall                 the writing, pixels
 * @param {object} metadata             digits.json
 * @returns {{steps: Step[], score: number}} from left to right; score: of the way, as the logarithm of its likelihood by that of nothing
 *   at all
 */
export function bestPath({ atoms, segments }, probabilities, tall, metadata) {
  const { classes } = metadata.output;
  const weights = metadata.numbers;
  const parts = countParts(atoms);
  const words = segments.map((segment, index) => {
    const own = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    const calibrated = calibrate(own, metadata.calibration.temperature);
    const likely = weighed(ofDigit(segment, atoms, parts, calibrated, tall, classes), OF_DIGIT, weights);
    const total = sum(calibrated.slice(0, DIGITS));
    return { likely, digits: calibrated.slice(0, DIGITS).map((p) => p / total) };
  });
  const cut = atoms.map(({ torn }) => (torn > 0 ? weighed([1.0, torn], OF_CUT, weights) : 0.0));
  const out = atoms.map((atom) => weighed(ofAtomLeftOut(atom, tall), OF_ATOM_LEFT_OUT, weights));
  const byStop = atoms.concat(null).map(() => []);
  segments.forEach(({ run }, index) => {
    byStop[run.stop].push(index);
  });
  // Of each place the best way that ends with a digit, and the best that ends with an atom left out: what is cut off counts where
  // either side of the cut is a digit.
  const nothing = [0.0];
  const digit = [-Infinity];
  const came = [{ outOfDigit: false, last: -1, before: false }];
  for (let stop = 1; stop <= atoms.length; stop++) {
    const afterDigit = digit[stop - 1] + cut[stop - 1];
    nothing.push(Math.max(nothing[stop - 1], afterDigit) + out[stop - 1]);
    let [best, last, before] = [-Infinity, -1, false];
    for (const index of byStop[stop]) {
      const { start } = segments[index].run;
      const whole = Math.max(nothing[start], digit[start]) + cut[start] + words[index].likely;
      if (whole > best) [best, last, before] = [whole, index, digit[start] > nothing[start]];
    }
    digit.push(best);
    came.push({ outOfDigit: afterDigit > nothing[stop - 1], last, before });
  }
  const steps = [];
  let isDigit = digit.at(-1) > nothing.at(-1);
  for (let at = atoms.length; at > 0; ) {
    const { outOfDigit, last, before } = came[at];
    if (!isDigit) {
      at--;
      isDigit = outOfDigit;
      continue;
    }
    const { start, stop } = segments[last].run;
    const gain = words[last].likely + cut[start] - sum(out.slice(start, stop));
    const choice = { index: 0, probabilities: words[last].digits, none: 1 / (1 + Math.exp(gain)) };
    steps.unshift({ segment: segments[last], choice, gain });
    at = start;
    isDigit = before;
  }
  return { steps, score: Math.max(digit.at(-1), nothing.at(-1)) - sum(out) };
}
