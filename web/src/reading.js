// probabilities -> Reading: the one answer's shape, the same in every runtime. Pure.

const SCHEMA = 1;
const NO_DIGIT = 'no digit';
const DIGITS = 10;
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
 * How likely a glyph is no digit, by the network and by how little its ink looks like the picture's writing: the odds that the
 * network gives, divided by powers of its surety which digit it is, and of the score. The powers are metadata's: they were fitted
 * on pictures that the network was not trained on.
 * @param {number[]} calibrated  [C]
 * @param {number} score         of preprocess, over 0…1
 * @param {object} metadata      digits.json
 * @returns {number} 0…1
 */
export function doubt(calibrated, score, metadata) {
  const noDigit = metadata.output.classes.indexOf(NO_DIGIT);
  const none = noDigit < 0 ? 0.5 : calibrated[noDigit];
  const ofDigits = calibrated.slice(0, DIGITS);
  const sure = Math.max(...ofDigits) / ofDigits.reduce((sum, p) => sum + p, 0);
  const { surety_weight: surety, score_weight: weight } = metadata.choice;
  return none / (none + (1 - none) * sure ** surety * score ** weight);
}

/**
 * @param {string} source                                        the picture's name
 * @param {{width: number, height: number}} image                of the upright picture, pixels
 * @param {{box: number[], line: number, score: number}[]} glyphs  in reading order
 * @param {Float32Array} probabilities                           [glyphs × classes]
 * @param {object} metadata                                      digits.json
 * @returns {object} the Reading
 */
export function reading(source, image, glyphs, probabilities, metadata) {
  const classes = metadata.output.classes;
  const found = glyphs.flatMap((glyph, index) => {
    const own = probabilities.subarray(index * classes.length, (index + 1) * classes.length);
    const answer = answerOf(own, glyph.score, metadata);
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

function answerOf(probabilities, score, metadata) {
  const calibrated = calibrate(probabilities, metadata.calibration.temperature);
  const canRefuse = metadata.output.classes.includes(NO_DIGIT);
  if (canRefuse && doubt(calibrated, score, metadata) >= metadata.no_digit_threshold) return null;
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
