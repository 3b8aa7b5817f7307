// lines: which atoms are written in one line, from top to bottom, and from left to right in each.
import { heightOf, middleOf } from './atoms.js';

// Parts of the writing's height: an atom or a piece this tall says where a line is; neighbours in a line, and the ends of its parts, are
// that far above or below one another at most; smaller atoms lie that near theirs.
const TALL = 0.5;
const APART = 0.6;
const NEAR = 0.75;
// Neighbours lie at most this far apart, by the height; lines are at most that steep.
const NEIGHBOURS = 2.5;
const STEEPEST = 0.3;

/** @typedef {import('./atoms.js').Atom} Atom */

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ascending = (a, b) => a - b;

/**
 * Atoms by line.
 * @param {Atom[]} atoms  from left to right
 * @param {number} tall   the writing, pixels
 * @returns {Atom[][]} the upper line first, each from left to right
 */
export function findLines(atoms, tall) {
  const all = atoms.map(middleOf);
  const large = telling(atoms, tall);
  if (large.length === 0) return [];
  const x = large.map((i) => all[i].x);
  const y = large.map((i) => all[i].y);
  // A piece that was cut says more as a whole: the parts of an 8 lie aslant of one another.
  const whole = middlesOfPieces(atoms, large);
  const slopes = slopesOf(
    whole.map((middle) => middle.x),
    whole.map((middle) => middle.y),
    tall,
  );
  const slope = steepness(slopes.length > 1 ? slopes : slopesOf(x, y, tall));
  const levels = x.map((own, i) => y[i] - slope * own);
  const rows = joined(levels, chains(x, levels, tall), tall);
  const lines = rows.map((row) => row.map((i) => large[i]));
  const isLarge = new Set(large);
  for (const i of atoms.keys()) {
    if (isLarge.has(i)) continue;
    const level = all[i].y - slope * all[i].x;
    // A line is where its nearest atom is: it may be bent, or steeper than the others.
    const off = rows.map((row) => {
      const away = row.map((own) => Math.abs(x[own] - all[i].x));
      return Math.abs(
        levels[row[away.indexOf(away.reduce((least, value) => Math.min(least, value), Infinity))]] - level,
      );
    });
    const nearest = off.indexOf(off.reduce((least, value) => Math.min(least, value), Infinity));
    if (off[nearest] <= NEAR * tall) lines[nearest].push(i);
  }
  return ofPieces(atoms, lines).map((line) => line.sort(ascending).map((i) => atoms[i]));
}

/**
 * Which atoms say where a line is: the tall ones, and of a tall piece that was cut into low ones, as a leaning 1, the one nearest its
 * middle. Ascending.
 * @param {Atom[]} atoms
 * @param {number} tall
 * @returns {number[]}
 */
function telling(atoms, tall) {
  const found = [...atoms.keys()].filter((i) => heightOf(atoms[i]) >= TALL * tall);
  const told = new Set(found.map((i) => atoms[i].piece.number));
  const cut = new Map();
  atoms.forEach(({ piece: { number, parts } }, i) => {
    if (parts > 1 && !told.has(number)) cut.set(number, [...(cut.get(number) ?? []), i]);
  });
  for (const own of cut.values()) {
    const top = Math.min(...own.map((i) => atoms[i].box.top));
    const bottom = Math.max(...own.map((i) => atoms[i].box.bottom));
    const off = own.map((i) => Math.abs(2 * middleOf(atoms[i]).y - top - bottom));
    if (bottom - top >= TALL * tall) found.push(own[off.indexOf(Math.min(...off))]);
  }
  return found.sort(ascending);
}

/** The lines with all parts of a piece that was cut in that one in which most of it is, by height; of equal ones in the upper one. */
function ofPieces(atoms, lines) {
  const heights = new Map();
  const isPart = (i) => atoms[i].piece.parts > 1;
  lines.forEach((line, number) => {
    for (const i of line.filter(isPart)) {
      const piece = atoms[i].piece.number;
      if (!heights.has(piece)) heights.set(piece, new Array(lines.length).fill(0));
      heights.get(piece)[number] += heightOf(atoms[i]);
    }
  });
  const most = (ofLine) => ofLine.indexOf(ofLine.reduce((best, height) => Math.max(best, height), 0));
  const kept = lines.map(() => []);
  lines.forEach((line, number) => {
    for (const i of line) kept[isPart(i) ? most(heights.get(atoms[i].piece.number)) : number].push(i);
  });
  return kept.filter((line) => line.length > 0);
}

/** Atoms that are neighbours of one another, in lists of their numbers, from left to right. levels: of the rows, were they even. */
function chains(x, levels, tall) {
  const chain = [...x.keys()];
  for (let i = 0; i < x.length; i++) {
    let next = null;
    for (let j = 0; j < x.length; j++) {
      const [dx, dy] = [x[j] - x[i], Math.abs(levels[j] - levels[i])];
      if (dx <= 0 || dx > NEIGHBOURS * tall || dy > APART * tall) continue;
      // Of equally near ones the one that is most in line.
      if (next === null || dx < next.dx || (dx === next.dx && dy < next.dy)) next = { dx, dy, j };
    }
    if (!next) continue;
    const [from, to] = [chain[next.j], chain[i]];
    for (let j = 0; j < chain.length; j++) if (chain[j] === from) chain[j] = to;
  }
  return [...new Set(chain)].map((number) => [...x.keys()].filter((i) => chain[i] === number));
}

/** Chains that lie in one line, as one; the upper line first. */
function joined(levels, parts, tall) {
  const middles = parts.map((part) => meanOf(part.map((i) => levels[i])));
  const rows = [];
  let last = 0.0;
  for (const i of [...parts.keys()].sort((a, b) => middles[a] - middles[b] || a - b)) {
    if (rows.length > 0 && middles[i] - last <= APART * tall) {
      rows[rows.length - 1] = rows.at(-1).concat(parts[i]).sort(ascending);
      last = meanOf(rows.at(-1).map((own) => levels[own]));
    } else {
      rows.push(parts[i]);
      last = middles[i];
    }
  }
  return rows;
}

/**
 * The middles of the pieces that some atoms are, or are parts of.
 * @param {Atom[]} atoms
 * @param {number[]} which
 * @returns {{x: number, y: number}[]}
 */
function middlesOfPieces(atoms, which) {
  const isCut = ({ piece }) => piece.parts > 1;
  const told = new Set(which.filter((i) => isCut(atoms[i])).map((i) => atoms[i].piece.number));
  const chosen = new Set(which);
  const boxes = new Map();
  for (const [i, atom] of atoms.entries()) {
    const { left, top, right, bottom } = atom.box;
    const key = isCut(atom) && told.has(atom.piece.number) ? atom.piece.number : -1 - i;
    const box = boxes.get(key);
    if (box) {
      box.left = Math.min(box.left, left);
      box.top = Math.min(box.top, top);
      box.right = Math.max(box.right, right);
      box.bottom = Math.max(box.bottom, bottom);
    } else if (key >= 0 || chosen.has(i)) boxes.set(key, { left, top, right, bottom });
  }
  return [...boxes.values()].map((box) => middleOf({ box }));
}

/** The slope from each of what is written to the next one on the right, where there is one. x, y: of their middles. */
function slopesOf(x, y, tall) {
  const slopes = [];
  for (let i = 0; i < x.length; i++) {
    let next = null;
    for (let j = 0; j < x.length; j++) {
      const [dx, dy] = [x[j] - x[i], y[j] - y[i]];
      if (dx <= 0.3 * tall || dx > NEIGHBOURS * tall || Math.abs(dy) > APART * tall) continue;
      // Of equally near ones the upper one.
      if (next === null || dx < next.dx || (dx === next.dx && dy < next.dy)) next = { dx, dy };
    }
    if (next) slopes.push(next.dy / next.dx);
  }
  return slopes;
}

/** Of the lines of writing: the lower median of these slopes; 0 of fewer than two. */
function steepness(slopes) {
  if (slopes.length < 2) return 0;
  slopes.sort(ascending);
  return Math.min(Math.max(slopes[(slopes.length - 1) >> 1], -STEEPEST), STEEPEST);
}
