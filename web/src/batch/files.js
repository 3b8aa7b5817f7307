// Many Readings as text, CSV and JSON. Pure.
import { unparse } from 'papaparse';
import { leastSure, problemOf, unsureDigits } from './words.js';

const COLUMNS = ['picture', 'text', 'digits', 'confidence', 'unsure', 'problem'];

// Readings are digits only, so that what a spreadsheet would take for a formula can come from a picture's name alone.
const HARMLESS = { escapeFormulae: true };

/** One picture a line, name and text parted by a tab, as spreadsheets take it; a picture's lines become one. */
export function asText(readings) {
  const rows = readings.map(({ source, text = '' }) => [source, text.replaceAll('\n', ' ')]);
  return unparse(rows, { ...HARMLESS, delimiter: '\t', newline: '\n' });
}

/** confidence: the least of the picture's digits; unsure: how many digits are not accepted. */
export function asCsv(readings) {
  const rows = readings.map((reading) => [
    reading.source,
    reading.text ?? '',
    reading.digits?.length ?? 0,
    leastSure(reading) ?? '',
    unsureDigits(reading),
    problemOf(reading),
  ]);
  return `${unparse({ fields: COLUMNS, data: rows }, HARMLESS)}\r\n`;
}

/** An array of Readings, as the command line gives them with --json. */
export const asJson = (readings) => `${JSON.stringify(readings, null, 1)}\n`;
