// A choice -> Reading: the one answer's shape, the same in every runtime. Pure.
import { NO_DIGIT } from './choose.js';
import { SIDE } from './preprocess/glyph.js';

const SCHEMA = 1;

const round = (value) => Number(value.toFixed(4));
const modelName = (metadata) => `${metadata.name}-${metadata.version}`;

/**
 * @param {string} source                          the picture's name
 * @param {{width: number, height: number}} image  of the upright picture, pixels
 * @param {{glyph: {box: number[], line: number}, choice: import('./choose.js').Choice}[]} found  in reading order, each glyph and
 *   what was chosen for it
 * @param {object} metadata                        digits.json
 * @returns {object} the Reading
 */
export function reading(source, image, found, metadata) {
  const said = found.filter(({ choice }) => isDigit(choice, metadata, isGlyph(image)));
  const digits = said.map((each) => entryOf(each, metadata));
  return {
    schema: SCHEMA,
    source,
    text: textOf(digits),
    digits,
    ...(digits.length === 0 && { reason: found.length === 0 ? 'blank' : NO_DIGIT }),
    image: { width: image.width, height: image.height },
    model: modelName(metadata),
  };
}

/** Whether a picture has a glyph's size. */
export const isGlyph = ({ width, height }) => width === SIDE && height === SIDE;

/**
 * Whether a digit is said. A model without the class "no digit" always says one. Hardly anybody makes a picture as small as a glyph but
 * of a digit, so it has a threshold of its own.
 */
export function isDigit(choice, metadata, asIs) {
  const threshold = asIs ? metadata.no_digit_threshold_as_is : metadata.no_digit_threshold;
  return !metadata.output.classes.includes(NO_DIGIT) || choice.none < threshold;
}

/**
 * @param {string} source
 * @param {{code: string, message: string}} error
 * @param {object} [metadata]  digits.json; not known where the model did not arrive
 * @returns {object} the Reading of a picture that cannot be read
 */
export function errorReading(source, error, metadata) {
  const model = metadata && modelName(metadata);
  return { schema: SCHEMA, source, error: { code: error.code, message: error.message }, model };
}

function entryOf({ glyph, choice }, metadata) {
  const confidence = Math.max(...choice.probabilities);
  return {
    digit: choice.probabilities.indexOf(confidence),
    confidence: round(confidence),
    accepted: confidence >= metadata.accept_threshold,
    line: glyph.line,
    box: [...glyph.box],
    probabilities: choice.probabilities.map(round),
  };
}

/** The digits in reading order, one line of writing a line. */
function textOf(digits) {
  const lines = new Map();
  for (const { digit, line } of digits) lines.set(line, (lines.get(line) ?? '') + digit);
  return [...lines.values()].join('\n');
}
