// marks, withoutMarks: strokes around and between digits that were read as 1s, parentheses and slashes, are none.
import { isOne } from './ones.js';
import { parentheses } from './parentheses.js';
import { shareOf } from './path.js';
import { slashes } from './slashes.js';

// What a view has this part of within a mark of another one is part of it.
const PART = 0.8;

/**
 * @typedef {import('./path.js').Step} Step
 *
 * The parentheses around a line, and the slashes in what is left of it.
 * @param {Step[]} steps
 * @param {import('./atoms.js').Atom[]} atoms  the line's
 * @returns {Step[]}
 */
export function marks(steps, atoms) {
  const around = parentheses(steps);
  return around.concat(slashes(withoutMarks(steps, around), atoms));
}

/**
 * A line's digits but for the 1s that are marks, or parts of such: those that any view of the picture shows.
 * @param {Step[]} steps
 * @param {Step[]} known
 * @returns {Step[]}
 */
export function withoutMarks(steps, known) {
  const isIn = ({ polarity, box }) =>
    known.some(({ segment: { glyph } }) => polarity === glyph.polarity && shareOf(box, glyph.box) >= PART);
  return steps.filter((step) => !isOne(step) || !isIn(step.segment.glyph));
}
