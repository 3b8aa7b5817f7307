// outlines, frames: what is drawn around writing, a form's boxes, a table or a box for one digit, is none.

// An outline of a form or a table: it holds another piece that is at least this long, by its shorter side, and covers at most this part
// of its own box.
const HELD = 0.45;
const HOLLOW = 0.35;
// So many pieces are looked at as outlines, the longest first: what has more is a texture.
const MOST_LONG = 400;
// A box drawn around the digit is such an outline, with ink in so many corners at least of its own box; a corner is as long as a side by
// that.
const CORNERS = 2;
const CORNER = 8;

/**
 * Which pieces are the outline of a form's box or of a table. The longest are looked at, and no more than MOST_LONG.
 * @param {import('./group.js').Piece[]} pieces
 * @returns {boolean[]}
 */
export function outlines(pieces) {
  const sizes = pieces.map((piece) => {
    const { left, top, right, bottom, area } = piece;
    const [broad, high] = [right - left, bottom - top];
    const [larger, smaller] = [Math.max(broad, high), Math.min(broad, high)];
    return {
      ...piece,
      larger,
      smaller,
      hollow: area <= HOLLOW * broad * high,
    };
  });
  const longest = [...pieces.keys()]
    .sort((i, j) => {
      const [a, b] = [sizes[i], sizes[j]];
      return b.larger - a.larger || a.top - b.top || a.left - b.left;
    })
    .slice(0, MOST_LONG);
  const isOutline = pieces.map(() => false);
  for (const index of longest) {
    const { left, top, right, bottom, smaller, hollow } = sizes[index];
    // It holds something of a digit's size, no part of one that the ink broke into.
    isOutline[index] =
      hollow &&
      longest.some((other) => {
        const held = sizes[other];
        const inside = left < held.left && held.right < right && top < held.top && held.bottom < bottom;
        return inside && held.larger >= HELD * smaller;
      });
  }
  return isOutline;
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
