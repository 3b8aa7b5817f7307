// outlines, withoutOutlines, dividers: the lines of a form's boxes, or of a table, are no writing.
import { erase, findLines, rowsOf, STRIPS } from '../preprocess/rules.js';
import { partOf } from './part.js';

// An outline of a form or a table: it holds the middle of other pieces, and covers at most this part of its own box.
const HOLLOW = 0.35;
// So many pieces are looked at as outlines, the longest first: what has more is a texture.
const MOST_LONG = 400;
// So many outlines are looked at for their lines, in strips of so many pixels and so many strips at least, and this far around them.
const MOST_FORMS = 8;
const STRIP = 2;
const LEAST_STRIPS = 12;
const MARGIN = 8;
// What goes between two boxes of a form is at most this broad, by its height, and ends this near to their upper and lower line: so many
// pixels and this part of its height. There are so many of them at least: fewer may be 1s.
const NARROW = 0.45;
const NEAR_LINE = [2.0, 0.05];
const FEWEST_DIVIDERS = 2;

/**
 * @typedef {import('../preprocess/group.js').Grey} Grey
 * @typedef {import('../preprocess/group.js').Piece} Piece
 */

/**
 * Ink without the upper and lower lines of forms' boxes, whose digits may touch them, and all lines that were taken out of it.
 * @param {import('../preprocess/index.js').Ink} ink
 * @param {Piece[]} pieces  in it
 * @returns {{levels: Grey, lines: import('../preprocess/rules.js').Line[]}}
 */
export function withoutOutlines({ levels, noise, lines }, pieces) {
  const out = { levels, lines: [...lines] };
  const outline = outlines(pieces);
  for (const { left, right, ...piece } of pieces.filter((_, index) => outline[index]).slice(0, MOST_FORMS)) {
    const [top, bottom] = [Math.max(piece.top - MARGIN, 0), Math.min(piece.bottom + MARGIN, levels.height)];
    const part = partOf(out.levels, left, top, right, bottom);
    const strips = Math.min(Math.floor(part.width / STRIP), STRIPS);
    if (strips < LEAST_STRIPS) continue;
    const own = findLines(rowsOf(part), noise, strips);
    if (own.length < 2) continue;
    for (const { slope, row } of own) {
      erase(rowsOf(part), { slope, row });
      out.lines.push({ slope, row: top + row + slope * (levels.width / 2 - left - (right - left) / 2) });
    }
    if (out.levels === levels) out.levels = { ...levels, data: levels.data.slice() };
    for (let y = 0; y < part.height; y++) {
      const row = part.data.subarray(y * part.width, (y + 1) * part.width);
      out.levels.data.set(row, (top + y) * levels.width + left);
    }
  }
  return out;
}

/**
 * Which pieces go from one line that was taken out to another: those between a form's boxes.
 * A form's upper and lower line are taken out as those of ruled paper are, what is between its boxes not.
 * @param {Piece[]} pieces
 * @param {import('../preprocess/rules.js').Line[]} lines
 * @param {number} width  of the frame
 * @returns {boolean[]}
 */
export function dividers(pieces, lines, width) {
  const reaches = pieces.map(({ left, top, right, bottom }) => {
    const [high, middle] = [bottom - top, (left + right) / 2 - width / 2];
    const near = NEAR_LINE[0] + NEAR_LINE[1] * high;
    const endsAt = (end) => lines.some(({ slope, row }) => Math.abs(row + slope * middle - end) <= near);
    // What is lower than twice that could end at one line twice.
    return lines.length >= 2 && right - left <= NARROW * high && high > 2 * near && endsAt(top) && endsAt(bottom);
  });
  return reaches.filter((is) => is).length >= FEWEST_DIVIDERS ? reaches : reaches.map(() => false);
}

/**
 * Which pieces are the outline of a form's box or of a table. The longest are looked at, and no more than MOST_LONG.
 * @param {Piece[]} pieces
 * @returns {boolean[]}
 */
export function outlines(pieces) {
  const sizes = pieces.map((piece) => {
    const { left, top, right, bottom, area } = piece;
    const [broad, high] = [right - left, bottom - top];
    const [larger, smaller] = [Math.max(broad, high), Math.min(broad, high)];
    return {
      ...piece,
      x: (left + right) / 2,
      y: (top + bottom) / 2,
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
    const { left, top, right, bottom, larger, smaller, hollow } = sizes[index];
    // It holds something of a digit's size, not a speck.
    isOutline[index] =
      hollow &&
      longest.some((other) => {
        const held = sizes[other];
        const inside = left < held.x && held.x < right && top < held.y && held.y < bottom;
        return inside && held.larger >= 0.3 * smaller && held.larger < larger;
      });
  }
  return isOutline;
}
