// colour: how much each pixel has its paper's colour, whatever light falls on it.
import { countsOf, levelAt } from './levels.js';

// Of a channel's share of the light, in levels; and the light, 0…765, that is added to every pixel's so that noise in black is
// no colour. It also lets dark ink differ from the paper a little, be it grey.
const SHARE = 384;
const DARK = 30;
const WHITE = 255;

/**
 * 255 where a pixel has the most usual colour, less the further it is from that: a shadow keeps the paper's colour.
 * Source of the idea: chromaticity coordinates r, g, b, as in Finlayson et al., "On the removal of shadows from images", 2006.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @returns {{width: number, height: number, data: Uint8Array}} [height × width]
 */
export function colour({ width, height, data }) {
  const out = new Uint8Array(width * height).fill(WHITE);
  const shares = new Uint16Array(out.length);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0, from = 0; i < shares.length; i++, from += 3) {
      const light = data[from] + data[from + 1] + data[from + 2] + DARK;
      shares[i] = Math.trunc((data[from + channel] * SHARE) / light);
    }
    const usual = levelAt(countsOf(shares, SHARE), shares.length >> 1);
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.min(out[i], Math.max(WHITE - Math.abs(shares[i] - usual), 0));
    }
  }
  return { width, height, data: out };
}
