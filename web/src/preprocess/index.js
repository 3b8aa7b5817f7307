// The road from a picture to what the network reads, stage by stage as in lambda_fn/preprocess:
//   rgb → shrink → grey → flattenLight → ink (dark or light) → unrule → findGroup → glyph
// Every stage computes in integers, or in float64 with the rounding floor(x + 0.5), so that both languages give the same glyphs.
import { glyph } from './glyph.js';
import { grey, shrink } from './grey.js';
import { findGroup } from './group.js';
import { ink } from './ink.js';
import { flattenLight } from './light.js';
import { unrule } from './rules.js';

// Ink may be darker or lighter than what it is written on; the reading that looks more like writing wins, dark if equal.
const POLARITIES = ['dark', 'light'];

/**
 * Finds the digit in a picture and puts it as MNIST would.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3], upright
 * @returns {{pixels: Uint8Array, box: number[], line: number}[]} in reading order; empty: there is no ink
 */
export function preprocess(rgb) {
  const { factor, small } = shrink(rgb);
  const flat = flattenLight(grey(small));
  const [dark, light] = POLARITIES.map((polarity) => {
    const found = ink(flat, polarity);
    const ruled = unrule(found.ink, found.noise);
    return { ink: ruled, group: findGroup(ruled, found.noise, flat) };
  });
  const best = (light.group?.score ?? 0) > (dark.group?.score ?? 0) ? light : dark;
  return best.group ? [glyph(best.ink, best.group, factor)] : [];
}
