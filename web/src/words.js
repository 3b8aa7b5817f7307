// A Reading in words for people. Pure.

const REASONS = {
  blank: 'No writing found.',
  'no digit': 'There is something here, but no digit.',
};

/** 0.9981 -> "99.8 %" */
export const percent = (probability) => `${(probability * 100).toFixed(1)} %`;

/** One digit's confidence: "99.8 % sure", or "unsure, 41.0 %" where it is not accepted. */
export function sureness({ accepted, confidence }) {
  return accepted ? `${percent(confidence)} sure` : `unsure, ${percent(confidence)}`;
}

/**
 * @param {object} reading
 * @returns {string} one sentence beside the text: how sure, why nothing was found, or what went wrong
 */
export function describe(reading) {
  if (reading.error) return sentence(reading.error.message);
  if (reading.digits.length === 0) return REASONS[reading.reason];
  if (reading.digits.length === 1) return sentence(sureness(reading.digits[0]));
  const unsure = reading.digits.filter((digit) => !digit.accepted).length;
  const count = `${reading.digits.length} digits`;
  const least = percent(Math.min(...reading.digits.map((digit) => digit.confidence)));
  return unsure > 0 ? `${count}, ${unsure} of them unsure.` : `${count}, each at least ${least} sure.`;
}

function sentence(words) {
  const capital = words[0].toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
