// strokeWidth, strokeShare: how broad a find's strokes are, and how much of it is a stroke by itself.
import { smooth } from './group.js';
import { closing, difference } from './ink.js';

// A stroke is darker than all that is so many times its own breadth around it, and keeps this part of its ink there: 1 in …
const BREADTHS = 2;
const KEPT = 2;
// A square is at least so many pixels broader than that: what is a pixel broad has soft edges.
const BROADER = 3;

/** Mean width of the strokes, pixels: area by half the outline. The mask, of 0 and 1, has a margin. */
export function strokeWidth(mask, width, height) {
  let area = 0;
  for (let at = 0; at < mask.length; at++) area += mask[at];
  let inner = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      inner += mask[at] & mask[at - width] & mask[at + width] & mask[at - 1] & mask[at + 1];
    }
  }
  const outline = area - inner;
  return outline < area ? (2.0 * area) / Math.max(outline, 1) : 1.0;
}

/**
 * The share of a find's pixels that are ink, too, where the paper is looked for as near as its strokes are narrow: 0…1.
 * The edge of a shadow or of a table, and what was left by light that was not evened out, is ink for a broad look alone.
 * Source: closing at the scale of what is looked for, as granulometry has it, Matheron 1975.
 * @param {{mask: Uint8Array, box: number[]}} group
 * @param {import('./group.js').Grey} raw   its ink
 * @param {import('./group.js').Grey} grey  its light not evened out
 * @param {string} polarity                 as for `ink`, '' as dark
 */
export function strokeShare({ mask, box: [x, y, w, h] }, raw, grey, polarity) {
  const own = new Uint8Array((w + 2) * (h + 2));
  for (let row = 0; row < h; row++) {
    const from = (y + row) * grey.width + x;
    for (let column = 0; column < w; column++) own[(row + 1) * (w + 2) + column + 1] = mask[from + column] > 0 ? 1 : 0;
  }
  const side = (Math.trunc(BREADTHS * strokeWidth(own, w + 2, h + 2)) + BROADER) | 1;
  // As far as closing looks.
  const [left, top] = [Math.max(x - side, 0), Math.max(y - side, 0)];
  const near = { width: Math.min(x + w + side, grey.width) - left, height: Math.min(y + h + side, grey.height) - top };
  near.data = new Uint8Array(near.width * near.height);
  for (let row = 0; row < near.height; row++) {
    const from = (top + row) * grey.width + left;
    near.data.set(grey.data.subarray(from, from + near.width), row * near.width);
  }
  if (polarity === 'light') near.data = near.data.map((level) => 255 - level);
  const seen = smooth(near);
  const paper = closing(seen, side);
  let [kept, all] = [0, 0];
  for (let row = y; row < y + h; row++) {
    for (let column = x; column < x + w; column++) {
      const at = row * grey.width + column;
      if (mask[at] === 0) continue;
      const here = (row - top) * near.width + column - left;
      kept += KEPT * difference(paper.data[here], seen.data[here]) >= raw.data[at] ? 1 : 0;
      all++;
    }
  }
  return kept / Math.max(all, 1);
}
