// settle: a piece of ink that the network knows as one digit, whole, is not cut.
import { NO_DIGIT } from '../choose.js';
import { wholePieces } from './segments.js';

// A piece is a digit, whole, where the network says "no digit" less than this, and one of the ten more than that.
const LEAST_NONE = 0.05;
const MOST_SURE = 0.95;
const DIGITS = 10;

/**
 * @typedef {import('./atoms.js').Atom} Atom
 * @typedef {import('./segments.js').Run} Run
 */

/**
 * Whether a glyph is so clearly a digit that nothing else need be looked at.
 * @param {number[]} calibrated  what the network says of it
 * @param {string[]} classes
 */
export function isSettled(calibrated, classes) {
  const none = classes.includes(NO_DIGIT) ? calibrated[classes.indexOf(NO_DIGIT)] : 0.0;
  const digits = calibrated.slice(0, DIGITS);
  return none < LEAST_NONE && Math.max(...digits) > MOST_SURE * digits.reduce((sum, own) => sum + own, 0);
}

/**
 * Which runs are a piece that was cut, whole.
 * @param {Atom[]} atoms
 * @param {Run[]} runs
 * @returns {Run[]}
 */
export function wholes(atoms, runs) {
  const whole = new Map(wholePieces(atoms).map(({ start, stop }) => [start, stop]));
  return runs.filter(({ start, stop }) => whole.get(start) === stop);
}

/**
 * A line where some runs, which are a piece each, are one atom each.
 * @param {Atom[]} atoms
 * @param {Run[]} runs
 * @param {Run[]} settled  of them
 * @returns {{atoms: Atom[], runs: Run[]}}
 */
export function settle(atoms, runs, settled) {
  const pieces = new Map(settled.map((run) => [run.start, run]));
  const joined = [];
  // Where an atom begins and ends now that began or ended there; what lies inside a piece does neither.
  const [begins, ends] = [new Map(), new Map()];
  for (let at = 0; at < atoms.length; ) {
    const piece = pieces.get(at);
    const stop = piece ? piece.stop : at + 1;
    begins.set(at, joined.length);
    joined.push(piece ? join(atoms.slice(at, stop), piece) : atoms[at]);
    ends.set(stop, joined.length);
    at = stop;
  }
  const left = runs
    .filter(({ start, stop }) => begins.has(start) && ends.has(stop))
    .map((run) => ({ ...run, start: begins.get(run.start), stop: ends.get(run.stop) }));
  return { atoms: joined, runs: left };
}

/** The parts of a piece as one atom, as if it had not been cut. */
function join(parts, { box }) {
  const width = box.right - box.left;
  const mask = new Uint8Array(width * (box.bottom - box.top));
  for (const part of parts) {
    const broad = part.box.right - part.box.left;
    part.mask.forEach((set, at) => {
      const x = at % broad;
      if (set) mask[(part.box.top - box.top + (at - x) / broad) * width + part.box.left - box.left + x] = 1;
    });
  }
  return { ...parts[0], box, mask, piece: { number: parts[0].piece.number, parts: 1 } };
}
