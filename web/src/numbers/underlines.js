// withoutUnderlines: digits that touch the line they stand on are found without it.
import { begin, LONG } from '../preprocess/group.js';
import { outlines } from '../preprocess/outlines.js';
import { erase, FAN, FLANK, findLines, rowsOf, STRIPS } from '../preprocess/rules.js';

// A number with its underline is a piece this broad, by its height, and in pixels; so many are looked at, the largest first.
const BROAD = 1.5;
const LEAST_BROAD = 32;
const MOST = 8;
// Its line is seen in strips of so many pixels, and lies in this part of the piece's height or lower.
const STRIP = 2;
const LOW = 0.6;

/**
 * The ink without the lines under its pieces.
 *
 * That may be a flat stroke of digits that touch, as of two 2s: what is read without it stands beside what is read with it.
 * @param {import('../preprocess/index.js').Ink} ink
 * @returns {import('../preprocess/index.js').Ink | null} null where there are none
 */
export function withoutUnderlines(ink) {
  if (!ink.begun) return null;
  const { labels, pieces } = ink.begun.found;
  const { width, height } = ink.levels;
  const levels = { ...ink.levels, data: ink.levels.data.slice() };
  const outline = outlines(pieces);
  const lookedAt = [...pieces.keys()]
    .filter((index) => mayBeUnderlined(pieces[index]) && !outline[index])
    .sort(
      (a, b) => pieces[b].area - pieces[a].area || pieces[a].top - pieces[b].top || pieces[a].left - pieces[b].left,
    );
  let none = true;
  for (const index of lookedAt.slice(0, MOST)) {
    const { left, top, right, bottom } = pieces[index];
    const [above, below, broad] = [Math.max(top - FLANK, 0), Math.min(bottom + FLANK, height), right - left];
    const part = { width: broad, height: below - above, data: new Uint8Array(broad * (below - above)) };
    // Each of the piece's pixels by its place in the part and in the frame.
    const own = [];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        if (labels[y * width + x] === index + 1) own.push([(y - above) * broad + x - left, y * width + x]);
      }
    }
    for (const [at, place] of own) part.data[at] = levels.data[place];
    const lowest = LOW * (bottom - top) + top - above;
    const strips = Math.min(Math.trunc(broad / STRIP), STRIPS);
    const low = findLines(rowsOf(part), ink.noise, strips, FAN, true).filter(
      ({ slope, row }) => row - (Math.abs(slope) * broad) / 2 >= lowest,
    );
    for (const line of low) erase(rowsOf(part), line);
    for (const [at, place] of own) levels.data[place] = part.data[at];
    none &&= low.length === 0;
  }
  return none ? null : { ...ink, levels, begun: begin(levels, ink.noise) };
}

/** Whether a piece may be several digits on a line. */
function mayBeUnderlined({ left, top, right, bottom }) {
  const [broad, high] = [right - left, bottom - top];
  return broad >= Math.max(BROAD * high, LEAST_BROAD) && broad <= LONG * high;
}
