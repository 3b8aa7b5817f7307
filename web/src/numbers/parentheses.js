// withoutParentheses: strokes that bend around a line of digits are no 1s of it.
import { SIDE } from '../preprocess/glyph.js';

// A parenthesis bends by this part of its height: the middle third of its ink is so much further out than the others. Of held-out 1s one in
// a hundred does so to either side, so that one alone says little.
const BENT = 0.055;

/**
 * A line's digits but for a first 1 that is bent like an opening parenthesis and a last one that is bent like a closing one.
 * @param {import('./path.js').Step[]} steps
 * @returns {import('./path.js').Step[]}
 */
export function withoutParentheses(steps) {
  if (steps.length < 3 || !isOne(steps[0]) || !isOne(steps.at(-1))) return steps;
  const [first, last] = [steps[0], steps.at(-1)].map(({ segment }) => bend(segment.glyph.pixels));
  return first <= -BENT && last >= BENT ? steps.slice(1, -1) : steps;
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
