import { expect, test } from 'vitest';
import { Queue } from '../src/batch/queue.js';

/** A queue whose work notes when it begins and ends, and which `at` may disturb. */
function noting(count, at = () => {}) {
  const log = [];
  const queue = new Queue(count, async (index) => {
    log.push(`begin ${index}`);
    at(index, queue);
    await Promise.resolve();
    log.push(`end ${index}`);
  });
  return { queue, log };
}

test('works in order, and on one at a time', async () => {
  const { queue, log } = noting(3);
  expect(await queue.go()).toBe(true);
  expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('stopped, it ends what it has begun, and goes on from there', async () => {
  const { queue, log } = noting(3, (index, own) => index === 1 && own.stop());
  expect(await queue.go()).toBe(false);
  expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
  expect(queue.isDone).toBe(false);
  expect(await queue.go()).toBe(true);
  expect(log.at(-1)).toBe('end 2');
});

test('told to go on while it ends what it has begun, it goes on, and still on one at a time', async () => {
  const { queue, log } = noting(3);
  const first = queue.go();
  queue.stop();
  expect(await Promise.all([first, queue.go()])).toEqual([true, true]);
  expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('without anything to do it is done', async () => {
  expect(await new Queue(0).go()).toBe(true);
});
