// A Reading in words for people. Pure.

const REASONS = {
  blank: 'No writing found.',
  'no digit': 'There is something here, but no digit.',
};

export const COPIED = 'Copied.';
export const NOT_COPIED = 'This browser does not let the page copy. Select the text and copy it yourself.';

/** 0.9981 -> "99.8 %", which no line's end takes apart */
export const percent = (probability) => `${(probability * 100).toFixed(1)}\u00a0%`;

/** One digit's confidence: "99.8 % sure", or "unsure, 41.0 %" where it is not accepted. */
export function sureness({ accepted, confidence }) {
  return accepted ? `${percent(confidence)} sure` : `unsure, ${percent(confidence)}`;
}

/** What a digit's box is called: "7, 99.8 %", or "7, 41.0 %, unsure" where it is not accepted. */
export function nameOf({ digit, accepted, confidence }) {
  return `${digit}, ${percent(confidence)}${accepted ? '' : ', unsure'}`;
}

/**
 * @param {object} reading
 * @returns {string} one sentence beside the text: how sure, why nothing was found, or what went wrong
 */
export function describe(reading) {
  if (reading.error) return sentence(reading.error.message);
  const { digits, text } = reading;
  if (digits.length === 0) return REASONS[reading.reason];
  if (digits.length === 1) return `The digit might be ${text}: ${sureness(digits[0])}.`;
  const unsure = digits.filter((digit) => !digit.accepted).length;
  const least = percent(Math.min(...digits.map((digit) => digit.confidence)));
  const how = unsure > 0 ? `${unsure} of ${digits.length} digits unsure` : `each digit at least ${least} sure`;
  const lines = text.split('\n').length;
  // Several lines are no one number, and would not fit into a sentence.
  return lines > 1 ? `${digits.length} digits in ${lines} lines: ${how}.` : `The number might be ${text}: ${how}.`;
}

function sentence(words) {
  const capital = words[0].toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
