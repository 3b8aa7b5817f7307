// parentheses: strokes that bend around a line of digits are no 1s of it.
import { SIDE } from '../preprocess/glyph.js';

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

/** Whether a digit was read as a 1. */
export function isOne({ choice: { probabilities } }) {
  return probabilities.indexOf(Math.max(...probabilities)) === 1;
}

/**
 * How far the middle third of a glyph's ink lies to the right of the other two, by its height; 0 where there is too little of it.
 * @param {Uint8Array} pixels  [28 × 28]
 */
export function bend(pixels) {
  const rows = Array.from({ length: SIDE }, (_, y) => pixels.subarray(y * SIDE, (y + 1) * SIDE));
  const inked = rows.flatMap((row, y) => (row.some(Boolean) ? [y] : []));
  if (inked.length < 3) return 0.0;
  const [top, high] = [inked[0], inked.at(-1) - inked[0] + 1];
  const ends = [0, 1, 2, 3].map((third) => top + Math.floor((high * third) / 3));
  const [above, middle, below] = [0, 1, 2].map((third) => columnOf(rows.slice(ends[third], ends[third + 1])));
  return (middle - (above + below) / 2) / high;
}

/** The mean column of ink. */
function columnOf(rows) {
  let [ink, moment] = [0, 0];
  for (const row of rows) {
    row.forEach((level, x) => {
      ink += level;
      moment += level * x;
    });
  }
  return moment / Math.max(ink, 1);
}
