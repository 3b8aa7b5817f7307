// lines: which atoms are written in one line, from top to bottom, and from left to right in each.
import { heightOf, middleOf } from './atoms.js';

// Parts of the writing's height: an atom this tall says where a line is; lines are that far apart; smaller atoms lie that near theirs.
const TALL = 0.5;
const APART = 0.6;
const NEAR = 0.75;
// Neighbours that say how steep the lines are lie at most this far apart, by the height; lines are at most that steep.
const NEIGHBOURS = 2.5;
const STEEPEST = 0.3;

/** @typedef {import('./atoms.js').Atom} Atom */

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Atoms by line.
 * @param {Atom[]} atoms  from left to right
 * @param {number} tall   the writing, pixels
 * @returns {Atom[][]} the upper line first, each from left to right
 */
export function findLines(atoms, tall) {
  const large = atoms.filter((atom) => heightOf(atom) >= TALL * tall);
  if (large.length === 0) return [];
  const slope = steepness(large, tall);
  const levelOf = (atom) => {
    const { x, y } = middleOf(atom);
    return y - slope * x;
  };
  // A line ends where the next atom is far below its middle.
  const rows = [];
  for (const height of large.map(levelOf).sort((a, b) => a - b)) {
    const row = rows.at(-1);
    if (row && height - meanOf(row) <= APART * tall) row.push(height);
    else rows.push([height]);
  }
  const middles = rows.map(meanOf);
  const lines = rows.map(() => []);
  for (const atom of atoms) {
    const off = middles.map((middle) => Math.abs(middle - levelOf(atom)));
    const least = Math.min(...off);
    if (least <= NEAR * tall) lines[off.indexOf(least)].push(atom);
  }
  return lines.filter((line) => line.length > 0);
}

/**
 * Slope of the lines of writing: the median of that from each atom to its next one on the right; 0 where there is none.
 * @param {Atom[]} atoms
 * @param {number} tall
 */
function steepness(atoms, tall) {
  const middles = atoms.map(middleOf);
  const slopes = [];
  for (const { x, y } of middles) {
    let next = null;
    for (const other of middles) {
      const [dx, dy] = [other.x - x, other.y - y];
      if (dx <= 0.3 * tall || dx > NEIGHBOURS * tall || Math.abs(dy) > APART * tall) continue;
      // Of equally near ones the upper one.
      if (next === null || dx < next.dx || (dx === next.dx && dy < next.dy)) next = { dx, dy };
    }
    if (next) slopes.push(next.dy / next.dx);
  }
  if (slopes.length < 2) return 0;
  slopes.sort((a, b) => a - b);
  return Math.min(Math.max(slopes[(slopes.length - 1) >> 1], -STEEPEST), STEEPEST);
}
