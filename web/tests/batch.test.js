import { parse } from 'papaparse';
import { describe, expect, test } from 'vitest';
import { asCsv, asJson, asText } from '../src/batch/files.js';
import { rowOf, summaryOf } from '../src/batch/words.js';

const digit = (value, confidence, accepted = true, line = 0) => ({ digit: value, confidence, accepted, line });
const SURE = { source: 'a.jpg', text: '3', digits: [digit(3, 0.998)] };
const UNSURE = { source: 'b.jpg', text: '4', digits: [digit(4, 0.61, false)] };
const PAGE = {
  source: 'c.jpg',
  text: '40\n1',
  digits: [digit(4, 0.99), digit(0, 0.5, false), digit(1, 0.97, true, 1)],
};
const BLANK = { source: 'd.jpg', text: '', digits: [], reason: 'blank' };
const LETTER = { source: 'e.jpg', text: '', digits: [], reason: 'no digit' };
const BAD = { source: 'f.jpg', error: { code: 'not-an-image', message: 'the file is empty' } };
const ALL = [SURE, UNSURE, PAGE, BLANK, LETTER, BAD];

test.each([
  [SURE, '3', '99.8\u00a0%', '', 'calm'],
  [UNSURE, '4', '61.0\u00a0%', 'unsure', 'unsure'],
  [PAGE, '40\n1', '50.0\u00a0%', '1 of 3 digits unsure', 'unsure'],
  [BLANK, '', '', 'blank', 'unsure'],
  [LETTER, '', '', 'no digit', 'unsure'],
  [BAD, '', '', 'the file is empty', 'problem'],
])('the row of %j', (reading, text, sure, problem, tone) => {
  expect(rowOf(reading)).toEqual({ text, sure, problem, tone });
});

test.each([
  [ALL, 6, '6 pictures read: 1 sure, 2 unsure, 2 without a digit, 1 with a problem.'],
  [[SURE], 3, '1 of 3 pictures read: 1 sure.'],
  [[], 3, '0 of 3 pictures read.'],
])('a summary names only what there is', (readings, count, words) => {
  expect(summaryOf(readings, count)).toBe(words);
});

describe('what is taken along', () => {
  test('as text is a line a picture', () => {
    expect(asText([SURE, PAGE, BAD])).toBe('a.jpg\t3\nc.jpg\t40 1\nf.jpg\t');
  });

  test.each([
    ['=1+1.jpg', "'=1+1.jpg"],
    ['-1.jpg', "'-1.jpg"],
    ['zwei\nZeilen.jpg', 'zwei\nZeilen.jpg'],
    ['a\ttab.jpg', 'a\ttab.jpg'],
    ['with "quotes".jpg', 'with "quotes".jpg'],
    ['with, comma.jpg', 'with, comma.jpg'],
  ])('as text is a line a picture to a spreadsheet, too, where its name is %j', (source, name) => {
    const { data, errors } = parse(asText([{ ...PAGE, source }, SURE]), { delimiter: '\t' });
    expect(errors).toEqual([]);
    expect(data).toEqual([
      [name, '40 1'],
      ['a.jpg', '3'],
    ]);
  });

  test('as JSON is the Readings', () => {
    expect(JSON.parse(asJson(ALL))).toEqual(ALL);
  });

  test('as CSV has a row a picture, whatever is in its name', () => {
    const names = ['a.jpg', 'with, comma.jpg', 'with "quotes".jpg', 'zwei\nZeilen.jpg'];
    const csv = asCsv(names.map((source) => ({ ...PAGE, source })));
    const { data, errors } = parse(csv, { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(data.map(({ picture }) => picture)).toEqual(names);
    expect(data[0]).toEqual({
      picture: 'a.jpg',
      text: '40\n1',
      digits: '3',
      confidence: '0.5',
      unsure: '1',
      problem: '',
    });
  });

  test('as CSV says what is wrong', () => {
    const { data } = parse(asCsv(ALL), { header: true, skipEmptyLines: true });
    expect(data.map(({ problem }) => problem)).toEqual(['', '', '', 'blank', 'no digit', 'the file is empty']);
    expect(data.map(({ confidence }) => confidence)).toEqual(['0.998', '0.61', '0.5', '', '', '']);
  });

  test.each(['=1+1.jpg', '@SUM(A1).jpg', '+1.jpg', '-1.jpg'])('as CSV makes no formula of %s', (source) => {
    const { data } = parse(asCsv([{ ...SURE, source }]), { header: true, skipEmptyLines: true });
    expect(data[0].picture).toBe(`'${source}`);
  });
});
