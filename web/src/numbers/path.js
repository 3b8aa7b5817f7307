// path: which of a line's segments are its digits. The network says how likely each is one; the likeliest way through the line wins.
import { calibrate, weigh } from '../choose.js';
import { heightOf } from './atoms.js';

// What it costs to leave an atom out as no digit, beside the network's word: something, and more the taller it is.
const LEFT_OUT = [0.2, 1.2];
// What it costs to take a cut for true, and more the more ink it goes through.
const CUT = [0.5, 6.0];
// The network's word counts up to here: nothing is impossible.
const LEAST = 1e-4;
const DIGITS = 10;

/**
 * @typedef {import('./segments.js').Segment} Segment
 * @typedef {import('../choose.js').Choice} Choice
 */

/**
 * The line's digits, and what the way costs: minus the logarithm of its likelihood.
 * Source: over-segmentation and the best path, LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, IV.
 * @param {import('./atoms.js').Atom[]} line
 * @param {Segment[]} found             of the line
 * @param {Float32Array} probabilities  of their glyphs, [found × classes], not calibrated
 * @param {number} tall                 the writing, pixels
 * @param {object} metadata             digits.json
 * @returns {{path: {segment: Segment, choice: Choice}[], cost: number}} from left to right
 */
export function bestPath(line, found, probabilities, tall, metadata) {
  const classes = metadata.output.classes.length;
  const words = found.map(({ glyph }, index) =>
    wordOn(probabilities.subarray(index * classes, (index + 1) * classes), glyph.score, metadata),
  );
  const cost = new Float64Array(line.length + 1);
  const came = [{ from: 0, segment: null }];
  for (let stop = 1; stop <= line.length; stop++) {
    const atom = line[stop - 1];
    const ending = [...found.keys()].filter((i) => found[i].stop === stop);
    const alone = ending.find((i) => found[i].start === stop - 1);
    const likely = alone === undefined ? 0 : words[alone].likely;
    const none =
      Math.log1p(likely) + LEFT_OUT[0] + LEFT_OUT[1] * Math.min(heightOf(atom) / tall, 1.0) + costOfCut(atom);
    cost[stop] = cost[stop - 1] + none;
    came[stop] = { from: stop - 1, segment: null };
    for (const i of ending) {
      const { start } = found[i];
      const whole = cost[start] - Math.log(Math.max(words[i].sure, LEAST)) + costOfCut(line[start]);
      if (whole < cost[stop]) {
        cost[stop] = whole;
        came[stop] = { from: start, segment: i };
      }
    }
  }
  const path = [];
  for (let at = line.length; at > 0; at = came[at].from) {
    const { segment } = came[at];
    if (segment === null) continue;
    const { likely, digits } = words[segment];
    path.unshift({ segment: found[segment], choice: { index: 0, probabilities: digits, none: 1 / (1 + likely) } });
  }
  return { path, cost: cost[line.length] };
}

/** What the network says of one glyph. likely: a digit, against 1 for none; digits: which; sure: how likely that one. */
function wordOn(probabilities, score, metadata) {
  const calibrated = calibrate(probabilities, metadata.calibration.temperature);
  const likely = weigh(calibrated, score, metadata);
  const ofDigits = calibrated.slice(0, DIGITS);
  const total = ofDigits.reduce((sum, p) => sum + p, 0);
  const digits = ofDigits.map((p) => p / total);
  return { likely, digits, sure: (likely / (1 + likely)) * Math.max(...digits) };
}

function costOfCut({ torn }) {
  return torn > 0 ? CUT[0] + CUT[1] * torn : 0;
}
