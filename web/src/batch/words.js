// Many Readings in words: a row of the table, a line of each file that is saved. Pure.
import { percent } from '../words.js';

const REASONS = { blank: 'blank', 'no digit': 'no digit' };

/** The least confidence of a Reading's digits, 0…1; undefined where there are none. */
export const leastSure = ({ digits = [] }) =>
  digits.length > 0 ? Math.min(...digits.map(({ confidence }) => confidence)) : undefined;

/** How many of a Reading's digits are not accepted. */
export const unsureDigits = ({ digits = [] }) => digits.filter(({ accepted }) => !accepted).length;

/** @returns {string} what is wrong with the picture or is missing on it; "" where all is well */
export const problemOf = ({ error, reason }) => error?.message ?? REASONS[reason] ?? '';

/** @returns {{text: string, sure: string, problem: string, tone: 'calm' | 'unsure' | 'problem'}} */
export function rowOf(reading) {
  const least = leastSure(reading);
  const unsure = unsureDigits(reading);
  const counted = reading.digits?.length > 1 ? `${unsure} of ${reading.digits.length} digits unsure` : 'unsure';
  return {
    text: reading.text ?? '',
    sure: least === undefined ? '' : percent(least),
    problem: problemOf(reading) || (unsure > 0 ? counted : ''),
    tone: reading.error ? 'problem' : unsure > 0 || reading.reason ? 'unsure' : 'calm',
  };
}

/**
 * @param {object[]} readings
 * @param {number} count  of the pictures that were brought
 * @returns {string} "20 pictures read: 17 sure, 1 unsure, 1 without a digit, 1 with a problem."
 */
export function summaryOf(readings, count) {
  const failed = readings.filter(({ error }) => error).length;
  const without = readings.filter(({ reason }) => reason).length;
  const unsure = readings.filter((reading) => unsureDigits(reading) > 0).length;
  const parts = [
    [readings.length - failed - without - unsure, 'sure'],
    [unsure, 'unsure'],
    [without, 'without a digit'],
    [failed, 'with a problem'],
  ];
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const read = readings.length === count ? `${count} pictures read` : `${readings.length} of ${count} pictures read`;
  return told.length > 0 ? `${read}: ${told.join(', ')}.` : `${read}.`;
}
