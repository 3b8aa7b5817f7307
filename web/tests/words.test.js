import { expect, test } from 'vitest';
import { couldBe, heatInWords, describe as inWords } from '../src/words.js';

/** Ten probabilities: those given by digit, the rest shared. */
function probabilities(given) {
  const left = 1 - Object.values(given).reduce((sum, p) => sum + p, 0);
  const others = 10 - Object.keys(given).length;
  return Array.from({ length: 10 }, (_, digit) => given[digit] ?? left / others);
}

test.each([
  [{ 4: 0.93 }, '4'],
  [{ 4: 0.6, 9: 0.35 }, '4 or 9'],
  [{ 9: 0.6, 4: 0.35 }, '9 or 4'],
  [{ 4: 0.4, 9: 0.3, 7: 0.2 }, '4, 9 or 7'],
  [{ 4: 0.3, 9: 0.25, 7: 0.2, 1: 0.15 }, '4, 9 or 7'],
  [{ 4: 0.905, 9: 0.09 }, '4'],
])('with %j it could be %s', (given, words) => {
  expect(couldBe({ probabilities: probabilities(given) })).toBe(words);
});

test('a heat map says how much its hottest spot decides', () => {
  expect(heatInWords({ sure: 0.998, least: 0.412 }, 4).replaceAll('\u00a0', ' ')).toBe(
    'Orange is what mattered. With the spot hidden that matters most, the network is 41.2 % sure of a 4 instead of 99.8 %.',
  );
});

test.each([
  [[{ 4: 0.6, 9: 0.35 }], 'This could be 4 or 9: unsure, 60.0 %.'],
  [[{ 4: 0.94 }], 'The digit might be 4: unsure, 94.0 %.'],
  [[{ 4: 0.6, 9: 0.35 }, { 2: 0.99 }], 'The number might be 42: 1 of 2 digits unsure; the 4 could be 4 or 9.'],
  [[{ 4: 0.94 }, { 2: 0.99 }], 'The number might be 42: 1 of 2 digits unsure.'],
  [
    [
      { 4: 0.6, 9: 0.35 },
      { 2: 0.5, 7: 0.4 },
    ],
    'The number might be 42: 2 of 2 digits unsure.',
  ],
])('doubt is told: %j', (given, words) => {
  const digits = given.map((each) => {
    const all = probabilities(each);
    const confidence = Math.max(...all);
    return { digit: all.indexOf(confidence), confidence, accepted: confidence >= 0.95, probabilities: all };
  });
  const text = digits.map(({ digit }) => digit).join('');
  expect(inWords({ text, digits }).replaceAll('\u00a0', ' ')).toBe(words);
});
