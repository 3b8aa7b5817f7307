// as_is: a picture of a glyph's own size is a glyph already, whatever else is on it; it is taken as it is.
import { boundsOf, FRINGE, SIDE } from './glyph.js';
import { FAINTEST_INK } from './group.js';
import { countsOf, levelAt } from './levels.js';

/**
 * The picture's ink where it lies, light on dark and dark on light; the one with more contrast scores 1.
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @returns {import('./glyph.js').Glyph[]} none where the picture is not 28×28, or all of one level
 */
export function asIs({ width, height, data }) {
  if (width !== SIDE || height !== SIDE) return [];
  const paper = levelAt(countsOf(data), data.length >> 1);
  const views = [data.map((level) => Math.max(level - paper, 0)), data.map((level) => Math.max(paper - level, 0))];
  const strongest = Math.max(...views.map((view) => Math.max(...view)));
  return views.flatMap((view) => {
    const most = Math.max(...view);
    if (most < FAINTEST_INK) return [];
    const pixels = view.map((level) => Math.trunc((2 * 255 * level + most) / (2 * most)));
    const { left, top, right, bottom } = boundsOf(
      pixels.map((level) => (level >= FRINGE * 255 ? 1 : 0)),
      SIDE,
    );
    return [{ pixels, box: [left, top, right - left, bottom - top], line: 0, score: most / strongest }];
  });
}
