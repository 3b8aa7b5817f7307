import { describe, expect, test } from 'vitest';
import { firstToShow, placeOf } from '../src/boxes.js';

describe('placeOf', () => {
  test.each([
    ['the whole picture', [0, 0, 200, 100], ['0%', '0%', '100%', '100%']],
    ['its lower right quarter', [100, 50, 100, 50], ['50%', '50%', '50%', '50%']],
    ['a digit on it', [20, 30, 10, 40], ['10%', '30%', '5%', '40%']],
  ])('%s has its place in percent of the picture', (_, box, [left, top, width, height]) => {
    expect(placeOf(box, { width: 200, height: 100 })).toEqual({ left, top, width, height });
  });
});

describe('firstToShow', () => {
  test.each([
    ['one digit', [[0.99, true]], 0],
    ['one doubtful digit', [[0.3, false]], 0],
    [
      'digits that are all sure: the first',
      [
        [0.99, true],
        [0.96, true],
      ],
      0,
    ],
    [
      'one doubtful digit among sure ones',
      [
        [0.99, true],
        [0.5, false],
        [0.98, true],
      ],
      1,
    ],
    [
      'several doubtful ones: the least sure',
      [
        [0.6, false],
        [0.99, true],
        [0.4, false],
        [0.5, false],
      ],
      2,
    ],
    [
      'equally doubtful ones: the first of them',
      [
        [0.99, true],
        [0.4, false],
        [0.4, false],
      ],
      1,
    ],
  ])('%s', (_, digits, index) => {
    expect(firstToShow(digits.map(([confidence, accepted]) => ({ confidence, accepted })))).toBe(index);
  });
});
