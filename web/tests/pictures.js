// Lossless pictures in Node, as the browser's decode would give them.
import { readFileSync } from 'node:fs';
import { decode as decodePng } from 'fast-png';
import { flatten } from '../src/decode.js';

/**
 * @param {string} path  a PNG of 8 or 16 bits, grey or colour, with or without alpha, not indexed
 * @returns {{width: number, height: number, data: Uint8Array}} RGB
 */
export function readPng(path) {
  const { width, height, data, channels, depth } = decodePng(readFileSync(path));
  const pixels = width * height;
  const rgba = new Uint8Array(pixels * 4);
  const level = (at) => (depth === 16 ? Math.trunc((data[at] + 128) / 257) : data[at]);
  const isGrey = channels < 3;
  const hasAlpha = channels % 2 === 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * channels;
    for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = level(from + (isGrey ? 0 : c));
    rgba[pixel * 4 + 3] = hasAlpha ? level(from + channels - 1) : 255;
  }
  return { width, height, data: flatten(rgba) };
}
