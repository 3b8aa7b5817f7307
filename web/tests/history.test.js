import { expect, test } from 'vitest';
import { History } from '../src/history.js';

/** What a history holds after steps: a letter changes to it, < undoes, > redoes. */
function after(steps) {
  const history = new History('-');
  for (const step of steps) {
    if (step === '<') history.undo();
    else if (step === '>') history.redo();
    else history.change(step);
  }
  return history.now;
}

test.each([
  ['', '-'],
  ['ab', 'b'],
  ['ab<', 'a'],
  ['ab<<', '-'],
  ['ab<<<', '-'],
  ['ab<<>', 'a'],
  ['ab<<>>>', 'b'],
  ['ab<c', 'c'],
  ['ab<c>', 'c'],
  ['ab<c<', 'a'],
])('after %j there is %j', (steps, state) => {
  expect(after(steps)).toBe(state);
});

test('says whether there was a step to take', () => {
  const history = new History(0);
  expect([history.undo(), history.redo()]).toEqual([false, false]);
  history.change(1);
  expect([history.undo(), history.undo(), history.redo(), history.redo()]).toEqual([true, false, true, false]);
});
