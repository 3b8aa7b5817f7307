// isOne, bend, lean: what was read as a 1, and how its stroke runs.
import { SIDE } from '../preprocess/glyph.js';

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

/**
 * How many columns a glyph's ink goes to the right by each row upwards, by least squares; 0 where it is in one row.
 * @param {Uint8Array} pixels  [28 × 28]
 */
export function lean(pixels) {
  let [n, sumX, sumY, sumXY, sumYY] = [0, 0, 0, 0, 0];
  pixels.forEach((level, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    n += level;
    sumX += level * x;
    sumY += level * y;
    sumXY += level * x * y;
    sumYY += level * y * y;
  });
  const [across, down] = [n * sumXY - sumX * sumY, n * sumYY - sumY * sumY];
  return down === 0 ? 0.0 : -across / down;
}
