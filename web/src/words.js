// A Reading in words for people. Pure.

const REASONS = {
  blank: 'This looks blank: no writing found.',
  'no digit': 'There is something here, but it looks like no digit.',
};

// A digit that has at least this probability is worth a word where the answer is unsure, and at most so many are.
const LIKELY = 0.1;
const MOST = 3;

export const NOT_WORKED_OUT = 'That did not work. Choose it once more to try again.';
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
 * @param {{digit: number, probabilities: number[]}} digit
 * @returns {string} the digits that it could be, the likeliest first: "4", "4 or 9", "4, 9 or 7"
 */
export function couldBe({ probabilities }) {
  const order = probabilities.map((_, value) => value).sort((a, b) => probabilities[b] - probabilities[a]);
  const likely = order.filter((value, place) => place === 0 || (place < MOST && probabilities[value] >= LIKELY));
  const last = likely.pop();
  return likely.length > 0 ? `${likely.join(', ')} or ${last}` : String(last);
}

/** "could be 4 or 9" where the digit is not accepted and another is likely, too; else "". */
function doubtOf(digit) {
  const digits = couldBe(digit);
  return digit.accepted || !digits.includes(' or ') ? '' : `could be ${digits}`;
}

/**
 * @param {object} reading
 * @returns {string} one sentence beside the text: how sure, why nothing was found, or what went wrong
 */
export function describe(reading) {
  if (reading.error) return sentence(reading.error.message);
  const { digits, text } = reading;
  if (digits.length === 0) return REASONS[reading.reason];
  if (digits.length === 1) {
    const doubt = doubtOf(digits[0]);
    return `${doubt ? `This ${doubt}` : `The digit might be ${text}`}: ${sureness(digits[0])}.`;
  }
  const unsure = digits.filter((digit) => !digit.accepted);
  const least = percent(Math.min(...digits.map((digit) => digit.confidence)));
  // With a single doubt there is room to say which.
  const doubt = unsure.length === 1 && doubtOf(unsure[0]) && `; the ${unsure[0].digit} ${doubtOf(unsure[0])}`;
  const how =
    unsure.length > 0
      ? `${unsure.length} of ${digits.length} digits unsure${doubt || ''}`
      : `each digit at least ${least} sure`;
  const lines = text.split('\n').length;
  // Several lines are no one number, and would not fit into a sentence.
  return lines > 1 ? `${digits.length} digits in ${lines} lines: ${how}.` : `The number might be ${text}: ${how}.`;
}

/** @param {import('./heat.js').Heat} heat */
export function heatInWords({ sure, least }, digit) {
  return `Orange is what mattered. With the spot hidden that matters most, the network is ${percent(least)} sure of a ${digit} instead of ${percent(sure)}.`;
}

function sentence(words) {
  const capital = words[0].toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
