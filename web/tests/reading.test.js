import { describe, expect, test } from 'vitest';
import { calibrate, errorReading, reading } from '../src/reading.js';
import { describe as inWords } from '../src/words.js';

const METADATA = {
  name: 'digits',
  version: '0123456789ab',
  output: { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'] },
  calibration: { temperature: 1 },
  choice: { score_weight: 0, surety_weight: 0 },
  accept_threshold: 0.5,
  no_digit_threshold: 0.5,
};
const IMAGE = { width: 96, height: 64 };
const glyph = (line = 0) => ({ box: [12, 8, 40, 61], line, score: 1 });

/** Probabilities of one glyph, most of them on one class. */
function mostly(answer, probability, classes = 11) {
  const rest = (1 - probability) / (classes - 1);
  return Array.from({ length: classes }, (_, index) => (index === answer ? probability : rest));
}

const read = (glyphs, rows, metadata = METADATA) =>
  reading('a.png', IMAGE, glyphs, Float32Array.from(rows.flat()), metadata);

describe('reading', () => {
  test('has the shape of the contract', () => {
    expect(read([glyph()], [mostly(3, 0.98)])).toEqual({
      schema: 1,
      source: 'a.png',
      text: '3',
      digits: [
        {
          digit: 3,
          confidence: 0.982,
          accepted: true,
          line: 0,
          box: [12, 8, 40, 61],
          probabilities: [0.002, 0.002, 0.002, 0.982, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002],
        },
      ],
      image: IMAGE,
      model: 'digits-0123456789ab',
    });
  });

  test.each([
    ['no glyphs', [], [], 'blank'],
    ['a glyph that is no digit', [glyph()], [mostly(10, 0.9)], 'no digit'],
    ['a glyph that is just over the threshold', [glyph()], [mostly(10, 0.501)], 'no digit'],
  ])('%s gives no digit, and says why', (_, glyphs, rows, reason) => {
    const result = read(glyphs, rows);
    expect(result).toMatchObject({ text: '', digits: [], reason });
  });

  test('lines of writing become lines of text, and what is no digit is left out', () => {
    const glyphs = [glyph(0), glyph(0), glyph(0), glyph(1)];
    expect(read(glyphs, [mostly(4, 0.9), mostly(10, 0.9), mostly(2, 0.9), mostly(7, 0.9)]).text).toBe('42\n7');
  });

  test('under the threshold a digit is reported and not accepted', () => {
    expect(read([glyph()], [mostly(7, 0.4)]).digits[0]).toMatchObject({ digit: 7, accepted: false });
  });

  test('a model without the class "no digit" reads every glyph', () => {
    const metadata = { ...METADATA, output: { classes: METADATA.output.classes.slice(0, 10) } };
    expect(read([glyph()], [mostly(5, 0.9, 10)], metadata).digits[0]).toMatchObject({ digit: 5, confidence: 0.9 });
  });

  test('every digit has ten probabilities that sum to 1, its confidence the highest', () => {
    const [digit] = read([glyph()], [mostly(8, 0.7)]).digits;
    expect(digit.probabilities).toHaveLength(10);
    expect(digit.probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 3);
    expect(digit.probabilities[digit.digit]).toBe(digit.confidence);
  });

  test('an error takes the place of text and digits', () => {
    expect(errorReading('a.png', { code: 'not-an-image', message: 'the file is empty' }, METADATA)).toEqual({
      schema: 1,
      source: 'a.png',
      error: { code: 'not-an-image', message: 'the file is empty' },
      model: 'digits-0123456789ab',
    });
  });
});

describe('calibrate', () => {
  test.each([
    [1, [0.8, 0.2], [0.8, 0.2]],
    [2, [0.8, 0.2], [2 / 3, 1 / 3]],
    [0.5, [0.8, 0.2], [0.64 / 0.68, 0.04 / 0.68]],
    [1, [1, 0], [1, 1e-12]],
  ])('at temperature %d, %j becomes %j', (temperature, probabilities, expected) => {
    calibrate(probabilities, temperature).forEach((p, index) => {
      expect(p).toBeCloseTo(expected[index], 10);
    });
  });
});

describe('in words', () => {
  test.each([
    ['one digit', read([glyph()], [mostly(3, 0.98)]), '98.2 % sure.'],
    ['an unsure one', read([glyph()], [mostly(3, 0.3)]), 'Unsure, 32.3 %.'],
    ['several', read([glyph(), glyph()], [mostly(3, 0.98), mostly(4, 0.9)]), '2 digits, each at least 90.9 % sure.'],
    ['several, one unsure', read([glyph(), glyph()], [mostly(3, 0.98), mostly(4, 0.3)]), '2 digits, 1 of them unsure.'],
    ['blank', read([], []), 'No writing found.'],
    ['no digit', read([glyph()], [mostly(10, 0.9)]), 'There is something here, but no digit.'],
    [
      'an error',
      errorReading('a', { code: 'not-an-image', message: 'this is not a picture' }, METADATA),
      'This is not a picture.',
    ],
  ])('%s is told plainly', (_, result, words) => {
    expect(inWords(result)).toBe(words);
  });
});
