// outlines, rings, frames: what is drawn around writing, a form's boxes, a table, or a box or a ring for one digit, is none.
import { connectedComponents } from './components.js';

// An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
// of its own box.
const HELD = 0.45;
const HOLLOW = 0.35;
// A ring has another piece all around it, which is at least this long, by the ring's shorter side: dirt in a 0, or its dot, is less. So many
// are looked at, the longest first.
const RINGED = 0.25;
const MOST_RINGS = 16;
// Around a number it holds so many pieces, which are at least this long.
const NUMBER = 3;
const DIGIT_RINGED = 0.1;
// So many pieces are looked at as outlines, the longest first: what has more is a texture.
const MOST_LONG = 400;
// A box drawn around the digit is such an outline, with ink in so many corners at least of its own box; a corner is as long as a side by
// that.
const CORNERS = 2;
const CORNER = 8;

/**
 * Pieces that are hollow, the longest first, and which others lie in the box of each that are so long at least, by its shorter side; the
 * longest are looked at, and no more than MOST_LONG.
 * @param {import('./group.js').Piece[]} pieces
 * @param {number} held
 * @returns {{index: number, holds: number[]}[]}  of pieces that hold any
 */
function holding(pieces, held) {
  const sizes = pieces.map((piece) => {
    const { left, top, right, bottom, area } = piece;
    const [broad, high] = [right - left, bottom - top];
    const [larger, smaller] = [Math.max(broad, high), Math.min(broad, high)];
    return { ...piece, larger, smaller, hollow: area <= HOLLOW * broad * high };
  });
  const longest = [...pieces.keys()]
    .sort((i, j) => {
      const [a, b] = [sizes[i], sizes[j]];
      return b.larger - a.larger || a.top - b.top || a.left - b.left;
    })
    .slice(0, MOST_LONG);
  const found = [];
  for (const index of longest) {
    const { left, top, right, bottom, smaller, hollow } = sizes[index];
    if (!hollow) continue;
    const holds = longest.filter((other) => {
      const one = sizes[other];
      const inside = left < one.left && one.right < right && top < one.top && one.bottom < bottom;
      return inside && one.larger >= held * smaller;
    });
    if (holds.length > 0) found.push({ index, holds });
  }
  return found;
}

/**
 * Which pieces are the outline of a form's box or of a table: they hold something of a digit's size, no part of one that the ink broke
 * into.
 * @param {import('./group.js').Piece[]} pieces
 * @returns {boolean[]}
 */
export function outlines(pieces) {
  const isOutline = pieces.map(() => false);
  for (const { index } of holding(pieces, HELD)) isOutline[index] = true;
  return isOutline;
}

/**
 * Which pieces, of the whole frame, are drawn around another, or a number, without a gap.
 * @param {import('./group.js').Pieces} found
 * @param {number} width  of the frame
 * @returns {boolean[]}
 */
export function rings({ labels, pieces }, width) {
  const isRing = pieces.map(() => false);
  const broad = ({ left, right }) => right - left;
  const high = ({ top, bottom }) => bottom - top;
  const held = holding(pieces, DIGIT_RINGED).flatMap(({ index, holds }) => {
    const least = RINGED * Math.min(broad(pieces[index]), high(pieces[index]));
    const long = holds.filter((i) => Math.max(broad(pieces[i]), high(pieces[i])) >= least);
    const own = holds.length >= NUMBER ? holds : long;
    return own.length > 0 ? [{ index, holds: new Set(own) }] : [];
  });
  for (const { index, holds } of held.slice(0, MOST_RINGS)) {
    const { left, top, right, bottom } = pieces[index];
    // What is not its own, with a margin, so that all that is around it is one.
    const free = { width: right - left + 2, height: bottom - top + 2 };
    free.data = new Uint8Array(free.width * free.height).fill(1);
    const each = (visit) => {
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) visit(labels[y * width + x], (y - top + 1) * free.width + x - left + 1);
      }
    };
    each((label, at) => {
      if (label === index + 1) free.data[at] = 0;
    });
    const whole = { left: 0, top: 0, right: free.width, bottom: free.height };
    const { labels: parts } = connectedComponents(free, 1, whole);
    each((label, at) => {
      if (holds.has(label - 1) && parts[at] !== parts[0]) isRing[index] = true;
    });
  }
  return isRing;
}

/**
 * Which pieces, of the whole frame, are a box drawn around others. The outline of a round digit leaves its corners free.
 * @param {import('./group.js').Pieces} found
 * @param {number} width  of the frame
 * @returns {boolean[]}
 */
export function frames({ labels, pieces }, width) {
  return outlines(pieces).map((isOutline, index) => {
    if (!isOutline) return false;
    const { left, top, right, bottom } = pieces[index];
    const broad = Math.max(Math.trunc((right - left) / CORNER), 1);
    const high = Math.max(Math.trunc((bottom - top) / CORNER), 1);
    const corners = [top, bottom - high].flatMap((y) => [left, right - broad].map((x) => [x, y]));
    const inked = corners.filter(([x, y]) => {
      for (let row = y; row < y + high; row++) {
        for (let column = x; column < x + broad; column++) if (labels[row * width + column] === index + 1) return true;
      }
      return false;
    });
    return inked.length >= CORNERS;
  });
}
