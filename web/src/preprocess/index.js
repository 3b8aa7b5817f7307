// The road from a picture to what the network reads, stage by stage as in lambda_fn/preprocess:
//   rgb → shrink → alone                                                                                         of all views
//   … → grey → flattenLight → ink (dark or light, broad or narrow) → unrule → findGroups → glyph                 fine view
//   … → shrink → grey → flattenLight → ink (dark or light, broad or narrow) → unrule                             middle view
//   … → shrink → grey → flattenLight → ink (dark or light, any breadth) → findGroups → glyph                     coarse view
//   … → shrink → colour → ink → findGroups → glyph                                                               colour view
//   rgb of 28×28 pixels → grey → asIs                                                                            as it is
// findGroups takes what is drawn around a digit, or lies under it, for none: apart from it (outlines), or where they touch (lift, unframe).
// Ink may be darker or lighter than what it is written on, narrower or broader, lost in grain that a coarser look averages away, or
// told from a shadow by its colour alone. Each view but the middle one finds what could be the digit, which counts as far as its ink was
// there before the light was evened out (steadyInk), and the network has the last word (choose.js).
// Every stage computes in integers, or in float64 with the rounding floor(x + 0.5), so that both languages give the same glyphs.
import { asIs } from './as_is.js';
import { colour } from './colour.js';
import { glyph } from './glyph.js';
import { grey, shrink } from './grey.js';
import { begin, findGroups } from './group.js';
import { BROADEST_MARKER, BROADEST_STROKES, ink, steadiness, steadyInk, windowSide } from './ink.js';
import { flattenLight } from './light.js';
import { alone } from './paper.js';
import { findRules, unrule } from './rules.js';
import { strokeShare } from './stroke.js';

export const POLARITIES = ['dark', 'light'];
// Pixels along the longer side of each view, about. In the fine one, a digit of 5 % of a 4:3 frame's height is still 14 to 29 pixels
// tall; the coarse one is for what is large and grainy, the middle one for numbers that are; JPEG keeps colour at half the size.
const FINE = 512;
const MIDDLE = 256;
const COARSE = 112;
const COLOUR = 256;

/**
 * A picture of three bytes a pixel.
 * @typedef {{width: number, height: number, data: Uint8Array}} Rgb
 * @typedef {import('./glyph.js').Glyph} Glyph
 *
 * A picture made smaller; factor: picture pixels per pixel.
 * @typedef {{rgb: Rgb, factor: number}} View
 *
 * What is written on a picture, in one view. levels: 0 = paper; noise: of the paper, one standard deviation; factor: picture pixels
 * per pixel; flat: the grey picture that the ink was found in; polarity: of POLARITIES, '' of ink that was found by its colour; lines: of
 * ruled paper along the rows, that were taken out; raw, steady: the ink before they were, and what of that is there before the light is evened out, undefined: all; level: the
 * grey picture before that; begun: its pieces, in which one digit and several are looked for.
 * @typedef {{levels: import('./group.js').Grey, noise: number, factor: number, flat: import('./group.js').Grey, polarity: string,
 *   lines: import('./rules.js').Line[], raw?: import('./group.js').Grey, steady?: import('./group.js').Grey,
 *   level?: import('./group.js').Grey, begun: import('./group.js').Begun | null}} Ink
 */

/**
 * Finds what could be the picture's digit and puts it as MNIST would.
 * @param {Rgb} rgb       upright
 * @returns {Glyph[]} the picture as it is, where that is a glyph, then what looks most like writing first; several may be the same
 *   digit, seen in several views; empty: there is no ink
 */
export function preprocess(rgb) {
  const view = fineView(rgb);
  return findGlyphs(view, [...findInks(view)], findColourInk(view));
}

/**
 * The picture in the size in which most is looked for, without what is around a sheet of paper.
 * @param {Rgb} rgb
 * @returns {View}
 */
export function fineView(rgb) {
  const { factor, small } = shrink(rgb, FINE);
  return { rgb: alone(small), factor };
}

/**
 * The ink of a fine view, of each polarity and breadth, in which several digits may be found, too; each when it is asked for.
 * @param {View} fine
 * @returns {Generator<Ink>}
 */
export function findInks(fine) {
  return look(fine, BROADEST_STROKES, true);
}

/**
 * As `findInks`, of coarser views, in which there is less grain; those that would be as large as the fine one are left out.
 * @param {View} fine
 * @returns {Generator<Ink>}
 */
export function* findCoarserInks(fine) {
  for (const [size, ruled] of [
    [MIDDLE, true],
    [COARSE, false],
  ]) {
    const { factor: closer, small } = shrink(fine.rgb, size);
    if (closer > 1) yield* look({ rgb: small, factor: fine.factor * closer }, BROADEST_STROKES, ruled);
  }
}

/**
 * The ink of a fine view by its colour, which has no polarity: a shadow has none, and a bright pen as much as a dark one.
 * @param {View} fine
 * @returns {Ink}
 */
export function findColourInk({ rgb, factor }) {
  const { factor: closer, small } = shrink(rgb, COLOUR);
  const flat = colour(small);
  const { ink: levels, noise } = ink(flat, 'dark', windowSide(Math.max(...BROADEST_STROKES), flat));
  return { levels, noise, factor: factor * closer, flat, polarity: '', lines: [], begun: begin(levels, noise) };
}

/**
 * What `preprocess` returns, of a fine view, its inks and that by its colour.
 * @param {View} fine
 * @param {Ink[]} inks
 * @param {Ink} byColour
 * @returns {Glyph[]}
 */
export function findGlyphs(fine, inks, byColour) {
  const { factor: closer, small: coarse } = shrink(fine.rgb, COARSE);
  // A small picture has been looked at as closely, for all but a marker's strokes.
  const strokes = closer > 1 ? [BROADEST_MARKER, ...BROADEST_STROKES] : [BROADEST_MARKER];
  const looks = [...look({ rgb: coarse, factor: fine.factor * closer }, strokes, false)];
  const finds = [
    ...measured(inks.flatMap(findsOf)),
    ...measured(looks.flatMap(findsOf)),
    ...measured(findsOf(byColour)),
  ];
  finds.sort((a, b) => b.score - a.score);
  return [...asIs(grey(fine.rgb)), ...finds];
}

/**
 * The finds of one view, as glyphs. Scores are measured by the view's best, since ink's strength says nothing from one view to another,
 * and lowered where a find is unclear: the best of a blank sheet is an edge of something.
 * @param {{found: Glyph, clear: number}[]} finds  each with how clear it is
 * @returns {Glyph[]}
 */
function measured(finds) {
  const best = Math.max(...finds.map(({ found }) => found.score));
  return finds.map(({ found, clear }) => ({ ...found, score: (found.score / best) * clear }));
}

/**
 * The ink of a view by its grey level.
 * @param {View} view
 * @param {number[]} strokes  how broad they are at most, parts of the frame's shorter side, each looked for in turn
 * @param {boolean} ruled     whether the lines of ruled paper are to be taken out
 * @returns {Generator<Ink>}
 */
function* look({ rgb, factor }, strokes, ruled) {
  const level = grey(rgb);
  const flat = flattenLight(level);
  const sides = [...new Set(strokes.map((broadest) => windowSide(broadest, flat)))].sort((a, b) => a - b);
  for (const polarity of POLARITIES) {
    let rules;
    for (const side of sides) {
      const { ink: raw, noise: rawNoise } = ink(flat, polarity, side);
      let [clean, noise] = [raw, rawNoise];
      if (ruled) {
        // Lines are narrow: the narrowest view sees them best.
        rules ??= findRules(raw, noise);
        ({ ink: clean, noise } = unrule(raw, noise, rules));
      }
      const steady = steadyInk(level, polarity, side);
      const begun = begin(clean, noise);
      const lines = rules?.alongRows ?? [];
      yield { levels: clean, noise, factor, flat, polarity, lines, raw, steady, level, begun };
    }
  }
}

/**
 * What could be the digit in an ink, and how clear it is; the scores are not yet measured by the view's best.
 * @param {Ink} seen
 * @returns {{found: Glyph, clear: number}[]}
 */
function findsOf({ levels, factor, flat, polarity, raw = levels, steady, level = flat, begun }) {
  return findGroups(begun, flat).map((group) => ({
    found: { ...glyph(levels, group, factor), polarity, stroke: strokeShare(group, raw, level, polarity) },
    clear: group.clear * (steady ? steadiness(group.mask, raw.data, steady.data) : 1),
  }));
}
