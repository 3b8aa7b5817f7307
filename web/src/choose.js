// Which digit is it? Several finds may be the picture's digit, or none may: they are weighed against each other. Pure.
import { SIDE } from './preprocess/glyph.js';

export const NO_DIGIT = 'no digit';
const DIGITS = 10;
const LEAST_PROBABILITY = 1e-12;
// What the network says of "no digit", and the score, count from here on: beyond it all is equally sure.
const LEAST_ODDS = 1e-4;
export const LEAST_SCORE = 1e-4;
// … and how much of a find is a stroke by itself from here on.
const LEAST_STROKE = 0.05;
// Of `features`, of `shape` and of `stroke`, by their names in the metadata.
const WEIGHTS = ['bias', 'odds', 'surety', 'score', 'one', 'breadth', 'breadth_squared', 'slant', 'stroke'];
const PIXEL = 0.5; // variance, pixels², that the narrowest stroke has in any case: of a stroke of one pixel the breadth says nothing more

/**
 * index: of the glyph that most likely is the digit; probabilities: [10], sum 1; none: that there is no digit, 0…1.
 * @typedef {{index: number, probabilities: number[], none: number}} Choice
 */

const sum = (values) => values.reduce((total, value) => total + value, 0);
const indexOfHighest = (values) => values.indexOf(Math.max(...values));

/**
 * softmax(log(p) / temperature): a temperature above 1 makes an overconfident network modest.
 * Source: Guo et al., "On Calibration of Modern Neural Networks" (arXiv 1706.04599).
 * @param {ArrayLike<number>} probabilities  of one glyph, [C]
 * @param {number} temperature
 * @returns {number[]} [C], sum 1
 */
export function calibrate(probabilities, temperature) {
  const logits = Array.from(probabilities, (p) => Math.log(Math.max(p, LEAST_PROBABILITY)) / temperature);
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - highest));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/**
 * What speaks for a glyph being a digit: 1; the logarithms of the odds against "no digit", of the surety which digit it is, and of the
 * score; and the latter once more as far as it is a 1: the edge of a shadow or a table is a straight stroke.
 * @param {number[]} calibrated  [C]; without a class "no digit" the odds are even
 * @param {number} score         of preprocess, over 0…1
 * @param {string[]} classes
 * @returns {number[]} in the order of WEIGHTS
 */
export function features(calibrated, score, classes) {
  const ofDigits = calibrated.slice(0, DIGITS);
  const total = sum(ofDigits);
  const scored = Math.log(score + LEAST_SCORE);
  const surety = Math.log(Math.max(...ofDigits) / total);
  return [1.0, logOdds(calibrated, classes), surety, scored, (ofDigits[1] / total) * scored];
}

/**
 * A glyph's shape: how broad its ink is for its height, the logarithm of their ratio; that squared; and how much it lies aslant, 0…1.
 * Few digits are broad, and few lie aslant. By the second moments of the ink: the standard deviations, and the squared correlation of
 * column and row.
 * Source: Hu, "Visual pattern recognition by moment invariants", 1962.
 * @param {Uint8Array} pixels  [28 × 28]
 * @returns {number[]} in the order of WEIGHTS
 */
export function shape(pixels) {
  let [mass, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const [ink, x, y] = [pixels[i], i % SIDE, Math.trunc(i / SIDE)];
    mass += ink;
    sumX += ink * x;
    sumY += ink * y;
    sumXX += ink * x * x;
    sumYY += ink * y * y;
    sumXY += ink * x * y;
  }
  mass = Math.max(mass, 1);
  const [meanX, meanY] = [sumX / mass, sumY / mass];
  const across = sumXX / mass - meanX * meanX + PIXEL;
  const along = sumYY / mass - meanY * meanY + PIXEL;
  const together = sumXY / mass - meanX * meanY;
  const breadth = Math.log(across / along) / 2;
  return [breadth, breadth * breadth, (together * together) / (across * along)];
}

/**
 * How much a find is a stroke by itself, as a logarithm: the edge of a shadow is none.
 * @param {number} share  of preprocess
 */
export function stroke(share) {
  return Math.log(Math.max(share, LEAST_STROKE));
}

/**
 * The logarithm of a glyph's odds against "no digit".
 * @param {number[]} calibrated  [C]; without a class "no digit" the odds are even
 * @param {string[]} classes
 */
export function logOdds(calibrated, classes) {
  const noDigit = classes.indexOf(NO_DIGIT);
  const none = noDigit < 0 ? 0.5 : calibrated[noDigit];
  return Math.log((1 - none + LEAST_ODDS) / (none + LEAST_ODDS));
}

/**
 * How likely a glyph is the picture's digit, against 1 for there being none.
 * Source: the conditional logit model of choice, McFadden 1973. Its weights are metadata's, fitted on pictures that the network was
 * not trained on (train/choosing.py).
 * @param {number[]} calibrated  [C]
 * @param {{pixels: Uint8Array, score: number, stroke?: number}} glyph  of preprocess
 * @param {object} metadata      digits.json
 * @returns {number} above 0
 */
export function weigh(calibrated, glyph, metadata) {
  const ofGlyph = [...shape(glyph.pixels), stroke(glyph.stroke ?? 1)];
  const speaks = [...features(calibrated, glyph.score, metadata.output.classes), ...ofGlyph];
  return Math.exp(sum(speaks.map((value, at) => value * metadata.choice[WEIGHTS[at]])));
}

/**
 * The share that each find of a picture has before it is looked at: by its score, so that specks count for little, however many.
 * @param {{score: number}[]} glyphs  as preprocess found them
 * @returns {number[]} sum 1
 */
export function shares(glyphs) {
  const own = glyphs.map(({ score }) => score + LEAST_SCORE);
  const all = sum(own);
  return own.map((score) => score / all);
}

/**
 * Weighs all that was found: each find has its share, finds that agree add up, and none of them may be a digit.
 * @param {{pixels: Uint8Array, score: number, stroke?: number}[]} glyphs  as preprocess found them
 * @param {Float32Array} probabilities  [glyphs × classes], not yet calibrated
 * @param {object} metadata             digits.json
 * @returns {Choice | null} null where there are no glyphs
 */
export function choose(glyphs, probabilities, metadata) {
  if (glyphs.length === 0) return null;
  const classes = metadata.output.classes.length;
  const parts = shares(glyphs);
  const finds = glyphs.map((glyph, index) => {
    const own = probabilities.subarray(index * classes, (index + 1) * classes);
    const calibrated = calibrate(own, metadata.calibration.temperature);
    const ofDigits = calibrated.slice(0, DIGITS);
    const total = sum(ofDigits);
    return { weight: weigh(calibrated, glyph, metadata) * parts[index], digits: ofDigits.map((p) => p / total) };
  });
  const all = sum(finds.map(({ weight }) => weight));
  const mixed = finds[0].digits.map((_, digit) => sum(finds.map(({ weight, digits }) => weight * digits[digit])) / all);
  // The glyph that speaks most for the answer, not for a digit of its own.
  const answer = indexOfHighest(mixed);
  const index = indexOfHighest(finds.map(({ weight, digits }) => weight * digits[answer]));
  return { index, probabilities: mixed, none: 1 / (1 + all) };
}
