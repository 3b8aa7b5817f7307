// Which of the glyphs that could be the picture's digit is it? The network has the last word over where preprocess looked. Pure.
import { calibrate, DIGITS, NO_DIGIT } from './reading.js';

/**
 * The glyph that most likely is the digit: sure to be one, sure which, and looking like the picture's writing.
 * How much the score of preprocess weighs is metadata's: it was fitted on pictures that the network was not trained on.
 * @param {{score: number}[]} glyphs    as preprocess found them
 * @param {Float32Array} probabilities  [glyphs × classes], not yet calibrated
 * @param {object} metadata             digits.json
 * @returns {number} its index; of equals the first's, -1 where there are no glyphs
 */
export function choose(glyphs, probabilities, metadata) {
  const { classes } = metadata.output;
  const noDigit = classes.indexOf(NO_DIGIT);
  const likelihoods = glyphs.map(({ score }, index) => {
    const own = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    const calibrated = calibrate(own, metadata.calibration.temperature);
    const none = noDigit < 0 ? 0 : calibrated[noDigit];
    return Math.max(...calibrated.slice(0, DIGITS)) * (1 - none) * score ** metadata.choice.score_weight;
  });
  return likelihoods.indexOf(Math.max(...likelihoods));
}
