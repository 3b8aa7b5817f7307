// parentheses: strokes that bend around a line of digits are no 1s of it.
import { bend, isOne } from './ones.js';

// A parenthesis bends by this part of its height: the middle third of its ink is so much further out than the others. Of held-out 1s one in
// a hundred does so to either side, so that one alone says little.
const BENT = 0.055;
// One alone bends less where it is so many times as tall as the digit beside it, and as most between; and so do two, less tall. Of 341
// held-out 1s at an end of their line none has that of one alone, and one in thirty has that of one of two.
const BENT_TALL = 0.03;
const TALL = 1.2;
const TALL_OF_TWO = 1.05;

/**
 * A line's first 1 that is bent, and as tall, as an opening parenthesis is, and its last one that is as a closing one.
 * @param {import('./path.js').Step[]} steps
 * @returns {import('./path.js').Step[]}
 */
export function parentheses(steps) {
  if (steps.length < 2) return [];
  const ends = [steps[0], steps.at(-1)];
  if (!ends.some(isOne)) return [];
  const heights = steps.map(({ segment }) => segment.glyph.box[3]);
  const between = heights.slice(1, -1).sort((a, b) => a - b);
  const inner = between.slice(between.length >> 1).slice(0, 1);
  const tall = [heights[0] / Math.max(heights[1], ...inner), heights.at(-1) / Math.max(heights.at(-2), ...inner)];
  const [first, last] = ends.map((step) => (isOne(step) ? bend(step.segment.glyph.pixels) : 0.0));
  const bends = [-first, last];
  const least = Math.min(...bends);
  if (steps.length > 2 && (least >= BENT || (least >= BENT_TALL && Math.min(...tall) >= TALL_OF_TWO))) return ends;
  return ends.filter((_, i) => bends[i] >= BENT_TALL && tall[i] >= TALL);
}
