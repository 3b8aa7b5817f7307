// decide: does a picture show one digit or several, and which of its views shows them best?
import { isDigit } from '../reading.js';
import { bestPath } from './path.js';

// Two digits at least are so sure to be some, or the picture is taken to hold one: dirt beside a lone digit is seldom so sure.
const LEAST_SURE = 0.9;
// Digits of one number are of like height: within these parts of their median.
const LIKE = [0.55, 1.7];
// The most that one digit speaks for a view, as odds' logarithm; and how much what a view leaves unexplained speaks against it.
const MOST_FOR = 6.0;
const AGAINST = 0.5;
const LEAST_NONE = 1e-9;

/**
 * @typedef {{glyph: import('../preprocess/glyph.js').Glyph, choice: import('../choose.js').Choice}} Digit
 * @typedef {import('./writing.js').Writing} Writing
 */

/**
 * The picture's digits in reading order: several where one view shows several that are sure, else the lone one.
 * @param {Digit | null} lone             what choose.js made of the picture
 * @param {Writing[]} writings
 * @param {Float32Array[]} probabilities  of each writing's glyphs, [n × classes], not calibrated
 * @param {object} metadata               digits.json
 * @returns {Digit[]}
 */
export function decide(lone, writings, probabilities, metadata) {
  const ways = writings.map((writing, index) => read(writing, probabilities[index], metadata));
  const best = ways.reduce((most, way) => (way.speaks > most.speaks ? way : most), ways[0] ?? { digits: [] });
  if (best.digits.length < 2) return lone ? [lone] : [];
  // Lines in which nothing was read do not count.
  const lines = [...new Set(best.digits.map(({ glyph }) => glyph.line))].sort((a, b) => a - b);
  return best.digits.map(({ glyph, choice }) => ({ glyph: { ...glyph, line: lines.indexOf(glyph.line) }, choice }));
}

/** One view's digits, of like height, a sure one in each line; and how much speaks for the view. */
function read({ lines, tall }, probabilities, metadata) {
  const classes = metadata.output.classes.length;
  const found = [];
  let speaks = 0;
  let first = 0;
  for (const { atoms, segments } of lines) {
    const own = probabilities.subarray(first * classes, (first + segments.length) * classes);
    first += segments.length;
    const { path, cost } = bestPath(atoms, segments, own, tall, metadata);
    for (const { segment, choice } of path) found.push({ glyph: segment.glyph, choice });
    speaks -= AGAINST * cost;
  }
  const sure = found.filter(({ choice }) => 1 - choice.none >= LEAST_SURE).map(({ glyph }) => glyph);
  if (sure.length < 2) return { digits: [], speaks };
  const heights = sure.map(({ box }) => box[3]).sort((a, b) => a - b);
  const middle = heights[heights.length >> 1];
  const isLike = ({ box }) => LIKE[0] * middle <= box[3] && box[3] <= LIKE[1] * middle;
  const sureLines = new Set(sure.filter(isLike).map(({ line }) => line));
  const digits = found.filter(
    ({ glyph, choice }) => sureLines.has(glyph.line) && isLike(glyph) && isDigit(choice, metadata, false),
  );
  for (const { choice } of digits) {
    const odds = Math.min(-Math.log(Math.max(choice.none, LEAST_NONE)), MOST_FOR);
    speaks += odds * Math.max(...choice.probabilities);
  }
  return { digits, speaks };
}
