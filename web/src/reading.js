// probabilities -> Reading: the one answer's shape, the same in every runtime. Pure.

const SCHEMA = 1;
export const NO_DIGIT = 'no digit';
export const DIGITS = 10;
const LEAST_PROBABILITY = 1e-12;

const round = (value) => Number(value.toFixed(4));
const modelName = (metadata) => `${metadata.name}-${metadata.version}`;

/**
 * Calibrated probabilities: softmax(log(p) / temperature).
 * @param {ArrayLike<number>} probabilities  of one glyph, [C]
 * @param {number} temperature
 * @returns {number[]} [C], sum 1
 */
export function calibrate(probabilities, temperature) {
  const logits = Array.from(probabilities, (p) => Math.log(Math.max(p, LEAST_PROBABILITY)) / temperature);
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * @param {string} source                                        the picture's name
 * @param {{width: number, height: number}} image                of the upright picture, pixels
 * @param {{box: number[], line: number}[]} glyphs               in reading order
 * @param {Float32Array} probabilities                           [glyphs × classes]
 * @param {object} metadata                                      digits.json
 * @returns {object} the Reading
 */
export function reading(source, image, glyphs, probabilities, metadata) {
  const classes = metadata.output.classes;
  const found = glyphs.flatMap((glyph, index) => {
    const own = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    const answer = answerOf(own, metadata);
    return answer ? [{ ...answer, line: glyph.line, box: [...glyph.box] }] : [];
  });
  return {
    schema: SCHEMA,
    source,
    text: textOf(found),
    digits: found.map((digit) => ({
      ...digit,
      confidence: round(digit.confidence),
      probabilities: digit.probabilities.map(round),
    })),
    ...(found.length === 0 && { reason: glyphs.length === 0 ? 'blank' : NO_DIGIT }),
    image: { width: image.width, height: image.height },
    model: modelName(metadata),
  };
}

/**
 * @param {string} source
 * @param {{code: string, message: string}} error
 * @param {object} metadata  digits.json
 * @returns {object} the Reading of a picture that cannot be read
 */
export function errorReading(source, error, metadata) {
  return { schema: SCHEMA, source, error: { code: error.code, message: error.message }, model: modelName(metadata) };
}

function answerOf(probabilities, metadata) {
  const calibrated = calibrate(probabilities, metadata.calibration.temperature);
  const noDigit = metadata.output.classes.indexOf(NO_DIGIT);
  if (noDigit >= 0 && calibrated[noDigit] >= metadata.no_digit_threshold) return null;
  const ofDigits = calibrated.slice(0, DIGITS);
  const sum = ofDigits.reduce((total, p) => total + p, 0);
  const normalised = ofDigits.map((p) => p / sum);
  const confidence = Math.max(...normalised);
  return {
    digit: normalised.indexOf(confidence),
    confidence,
    accepted: confidence >= metadata.accept_threshold,
    probabilities: normalised,
  };
}

function textOf(digits) {
  const lines = new Map();
  for (const { digit, line } of digits) lines.set(line, (lines.get(line) ?? '') + digit);
  return [...lines.values()].join('\n');
}
