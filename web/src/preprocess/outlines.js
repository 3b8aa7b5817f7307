// outlines, rings, frames: what is drawn around writing, a form's boxes, a table, or a box or a ring for one digit, is none.

// An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
// of its own box.
const HELD = 0.45;
const HOLLOW = 0.35;
// A ring is all around another piece, which is at least this long, by the ring's shorter side: dirt in a 0, or its dot, is less. So many rings
// are looked at, the longest first, and so many pieces in each.
const RINGED = 0.25;
const MOST_RINGS = 16;
const MOST_RINGED = 16;
// A ring drawn by hand need not close: it is seen in this part of the directions from what it is around, of which so many are told apart
// on each side of a square.
const ALL_AROUND = 0.8;
const DIRECTIONS = 8;
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
 * Pieces that are hollow, the longest first, and which others lie in the box of each, the longest first, and how long these are, by the
 * shorter side of that box; the longest are looked at, and no more than MOST_LONG.
 * @param {import('./group.js').Piece[]} pieces
 * @returns {{index: number, holds: {index: number, length: number}[]}[]}
 */
function holding(pieces) {
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
  return longest
    .filter((index) => sizes[index].hollow)
    .map((index) => {
      const { left, top, right, bottom, smaller } = sizes[index];
      const holds = longest
        .filter((other) => {
          const one = sizes[other];
          return left < one.left && one.right < right && top < one.top && one.bottom < bottom;
        })
        .map((other) => ({ index: other, length: sizes[other].larger / smaller }));
      return { index, holds };
    });
}

/**
 * Which pieces are the outline of a form's box or of a table: they hold something of a digit's size, no part of one that the ink broke
 * into.
 * @param {import('./group.js').Piece[]} pieces
 * @returns {boolean[]}
 */
export function outlines(pieces) {
  const isOutline = pieces.map(() => false);
  for (const { index, holds } of holding(pieces)) isOutline[index] = holds.some(({ length }) => length >= HELD);
  return isOutline;
}

/**
 * Which pieces, of the whole frame, are drawn around another, or a number.
 * @param {import('./group.js').Pieces} found
 * @param {number} width  of the frame
 * @returns {boolean[]}
 */
export function rings({ labels, pieces }, width) {
  const isRing = pieces.map(() => false);
  const held = holding(pieces).flatMap(({ index, holds }) => {
    const own = holds.filter(({ length }) => length >= DIGIT_RINGED);
    return own.some(({ length }) => length >= RINGED) || own.length >= NUMBER ? [{ index, own }] : [];
  });
  for (const { index, own } of held.slice(0, MOST_RINGS)) {
    const { left, top, right, bottom } = pieces[index];
    const pixels = [];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) if (labels[y * width + x] === index + 1) pixels.push([x, y]);
    }
    const isAround = (piece) => directions(pixels, piece) >= ALL_AROUND * 4 * DIRECTIONS;
    // The longest come first.
    const inside = own.slice(0, MOST_RINGED).filter((one) => isAround(pieces[one.index]));
    isRing[index] = inside.some(({ length }) => length >= RINGED) || inside.length >= NUMBER;
  }
  return isRing;
}

/**
 * In how many directions from the middle of a box some pixels are seen, as many to each side.
 * @param {[x: number, y: number][]} pixels
 * @param {{left: number, top: number, right: number, bottom: number}} box
 * @returns {number} 0…4 DIRECTIONS
 */
export function directions(pixels, { left, top, right, bottom }) {
  const seen = new Uint8Array(4 * DIRECTIONS);
  // Twice the pixels, so that the middle is one.
  for (const [x, y] of pixels)
    seen[directionOf(2 * x + 1 - (left + right), 2 * y + 1 - (top + bottom), DIRECTIONS)] = 1;
  return seen.filter(Boolean).length;
}

/**
 * In which direction it goes so far across and down, in integers.
 * @param {number} across
 * @param {number} down
 * @param {number} each  how many directions there are on each side of a square
 * @returns {number} 0…4 each - 1, in turn around it
 */
export function directionOf(across, down, each) {
  const lies = Math.abs(across) >= Math.abs(down);
  const [out, along] = lies ? [across, down] : [down, across];
  const far = Math.max(Math.abs(out), 1);
  const place = Math.min(Math.floor(((along + far) * each) / (2 * far)), each - 1);
  // Right, down, left, up; down and left it goes back.
  if (lies) return out > 0 ? place : 2 * each + each - 1 - place;
  return out > 0 ? each + each - 1 - place : 3 * each + place;
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
