import { describe, expect, test } from 'vitest';
import { errorReading, reading } from '../src/reading.js';
import { describe as inWords, nameOf } from '../src/words.js';

const METADATA = {
  name: 'digits',
  version: '0123456789ab',
  output: { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'] },
  accept_threshold: 0.6,
  no_digit_threshold: 0.5,
  no_digit_threshold_as_is: 0.5,
};
const TEN = { ...METADATA, output: { classes: METADATA.output.classes.slice(0, 10) } };
const IMAGE = { width: 96, height: 64 };

/** A glyph and what was chosen for it: this digit, the others alike. */
const find = (digit, probability, { none = 0, line = 0 } = {}) => ({
  glyph: { box: [12, 8, 40, 61], line, score: 1 },
  choice: {
    index: 0,
    probabilities: Array.from({ length: 10 }, (_, index) => (index === digit ? probability : (1 - probability) / 9)),
    none,
  },
});
const nothing = () => find(3, 0.9, { none: 0.9 });

const read = (found, metadata = METADATA) => reading('a.png', IMAGE, found, metadata);

describe('reading', () => {
  test('has the shape of the contract', () => {
    expect(read([find(3, 0.982)])).toEqual({
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
    [28, 28, '7'],
    [28, 29, ''],
    [56, 56, ''],
  ])('a picture of a glyph’s size has a threshold of its own: %d×%d', (width, height, text) => {
    const metadata = { ...METADATA, no_digit_threshold_as_is: 0.8 };
    expect(reading('a.png', { width, height }, [find(7, 0.99, { none: 0.7 })], metadata).text).toBe(text);
  });

  test.each([
    [0, 0.99, [{ digit: 7, accepted: true }]],
    [0.49, 0.99, [{ digit: 7, accepted: true }]],
    [0.5, 0.99, []],
    [0.51, 0.99, []],
    [0.49, 0.6, [{ digit: 7, accepted: true }]],
    [0, 0.59999, [{ digit: 7, accepted: false, confidence: 0.6 }]],
    [0, 0.3, [{ digit: 7, accepted: false }]],
  ])('where none is %d likely, and a 7 %d, the digits are %j', (none, probability, digits) => {
    expect(read([find(7, probability, { none })])).toMatchObject({ text: digits.length ? '7' : '', digits });
  });

  test.each([
    ['no glyphs', [], 'blank'],
    ['a glyph that is no digit', [nothing()], 'no digit'],
    ['several that are none', [nothing(), nothing()], 'no digit'],
  ])('%s give no digit, and say why', (_, found, reason) => {
    expect(read(found)).toMatchObject({ text: '', digits: [], reason });
  });

  test('lines of writing become lines of text, and what is no digit is left out', () => {
    const result = read([find(4, 0.9), nothing(), find(2, 0.9), find(7, 0.9, { line: 1 })]);
    expect(result.text).toBe('42\n7');
    expect(result).not.toHaveProperty('reason');
  });

  test.each([0, 0.99])('a model without the class "no digit" reads every glyph, be none %d likely', (none) => {
    expect(read([find(5, 0.9, { none })], TEN).digits[0]).toMatchObject({ digit: 5, confidence: 0.9 });
  });

  test('probabilities are rounded to four decimals, and the confidence is the highest', () => {
    const found = find(8, 0.70004);
    found.choice.probabilities[1] = 0.29996;
    const [digit] = read([found]).digits;
    expect(digit).toMatchObject({ digit: 8, confidence: 0.7 });
    expect([digit.probabilities[8], digit.probabilities[1], digit.probabilities[0]]).toEqual([0.7, 0.3, 0.0333]);
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

describe('in words', () => {
  test.each([
    ['one digit', read([find(3, 0.982)]), 'The digit might be 3: 98.2 % sure.'],
    ['an unsure one', read([find(3, 0.323)]), 'The digit might be 3: unsure, 32.3 %.'],
    ['a number', read([find(4, 0.982), find(2, 0.909)]), 'The number might be 42: each digit at least 90.9 % sure.'],
    ['one with an unsure digit', read([find(4, 0.982), find(2, 0.3)]), 'The number might be 42: 1 of 2 digits unsure.'],
    [
      'a page',
      read([find(4, 0.98), find(2, 0.9), find(7, 0.95, { line: 1 })]),
      '3 digits in 2 lines: each digit at least 90.0 % sure.',
    ],
    [
      'one with unsure digits',
      read([find(4, 0.4), find(7, 0.3, { line: 1 })]),
      '2 digits in 2 lines: 2 of 2 digits unsure.',
    ],
    ['blank', read([]), 'This looks blank: no writing found.'],
    ['no digit', read([nothing()]), 'There is something here, but it looks like no digit.'],
    [
      'an error',
      errorReading('a', { code: 'not-an-image', message: 'this is not a picture' }, METADATA),
      'This is not a picture.',
    ],
  ])('%s is told plainly', (_, result, words) => {
    expect(inWords(result)).toBe(words.replace(' %', '\u00a0%'));
  });

  test.each([
    [7, 0.9812, true, '7, 98.1 %'],
    [7, 0.41, false, '7, 41.0 %, unsure'],
    [0, 1, true, '0, 100.0 %'],
  ])('the box of a %d, %d sure, accepted: %s, is called %s', (digit, confidence, accepted, name) => {
    expect(nameOf({ digit, confidence, accepted })).toBe(name.replace(' %', '\u00a0%'));
  });
});
