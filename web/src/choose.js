// Which of the glyphs that could be the picture's digit is it? The network has the last word over where preprocess looked. Pure.
import { calibrate, doubt } from './reading.js';

/**
 * The glyph that most likely is the digit: sure to be one, sure which, and looking like the picture's writing.
 * @param {{score: number}[]} glyphs    as preprocess found them
 * @param {Float32Array} probabilities  [glyphs × classes], not yet calibrated
 * @param {object} metadata             digits.json
 * @returns {number} its index; of equals the first's, -1 where there are no glyphs
 */
export function choose(glyphs, probabilities, metadata) {
  const classes = metadata.output.classes.length;
  const doubts = glyphs.map(({ score }, index) => {
    const own = probabilities.subarray(index * classes, (index + 1) * classes);
    return doubt(calibrate(own, metadata.calibration.temperature), score, metadata);
  });
  return doubts.indexOf(Math.min(...doubts));
}
