// The road from a picture to what the network reads, stage by stage as in lambda_fn/preprocess:
//   rgb → shrink → grey → flattenLight → ink (dark or light, broad or narrow) → unrule → findGroups → glyph
//   rgb of 28×28 pixels → grey → asIs, too
// Ink may be darker or lighter than what it is written on, and narrower or broader; each view finds what could be the digit, and
// the network has the last word (choose.js). Every stage computes in integers, or in float64 with the rounding floor(x + 0.5), so
// that both languages give the same glyphs.
import { asIs } from './as_is.js';
import { glyph } from './glyph.js';
import { grey, shrink } from './grey.js';
import { findGroups } from './group.js';
import { BROADEST_STROKES, ink, windowSide } from './ink.js';
import { flattenLight } from './light.js';
import { findRules, unrule } from './rules.js';

const POLARITIES = ['dark', 'light'];
// Two finds of one polarity are the same digit where their boxes share this part of what they cover together.
const SAME = 0.8;

/** Intersection over union of two boxes (x, y, width, height), 0…1. */
function overlap(a, b) {
  const w = Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]));
  const h = Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]));
  return (w * h) / (a[2] * a[3] + b[2] * b[3] - w * h);
}

/**
 * Finds what could be the picture's digit and puts it as MNIST would.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3], upright
 * @returns {import('./glyph.js').Glyph[]} of which one at most is the digit; empty: there is no ink
 */
export function preprocess(rgb) {
  const { factor, small } = shrink(rgb);
  const level = grey(small);
  const flat = flattenLight(level);
  const windows = [...new Set(BROADEST_STROKES.map((broadest) => windowSide(broadest, flat)))].sort((a, b) => a - b);
  const found = POLARITIES.flatMap((polarity) => {
    let rules;
    return windows.flatMap((side) => {
      const { ink: raw, noise } = ink(flat, polarity, side);
      // Lines are narrow: the narrowest view sees them best.
      rules ??= findRules(raw, noise);
      const clean = unrule(raw, rules);
      return findGroups(clean, noise, flat).map((group) => ({ polarity, clean, group }));
    });
  });
  found.sort((a, b) => b.group.score - a.group.score);
  const distinct = [];
  for (const find of found) {
    const isSame = (other) => find.polarity === other.polarity && overlap(find.group.box, other.group.box) >= SAME;
    if (!distinct.some(isSame)) distinct.push(find);
  }
  return [...asIs(level), ...distinct.map(({ clean, group }) => glyph(clean, group, factor, distinct[0].group.score))];
}
