import { expect, test } from 'vitest';
import { newestOnly } from '../src/newest.js';

/** A question that is answered when `answers.shift()()` is called. */
function slow() {
  const answers = [];
  const ask = newestOnly(() => new Promise((resolve) => answers.push(resolve)));
  return { ask, answers };
}

test('of the questions asked meanwhile, one is left', async () => {
  const { ask, answers } = slow();
  const all = [ask(), ask(), ask(), ask()];
  expect(answers).toHaveLength(1);
  answers[0]();
  await Promise.resolve();
  await Promise.resolve();
  expect(answers).toHaveLength(2);
  answers[1]();
  await Promise.all(all);
  expect(answers).toHaveLength(2);
});

test('a question after the answer is a new one', async () => {
  const { ask, answers } = slow();
  const first = ask();
  answers[0]();
  await first;
  ask();
  expect(answers).toHaveLength(2);
});

test('a failure does not silence those that follow', async () => {
  let asked = 0;
  const ask = newestOnly(async () => {
    asked += 1;
    if (asked === 1) throw new Error('once');
  });
  await expect(ask()).rejects.toThrow('once');
  await ask();
  expect(asked).toBe(2);
});
