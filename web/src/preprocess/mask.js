// maskOf, placeIn: a part of the frame as a mask of its own, and its pixels' places in the frame.

/**
 * Which pixels of a box are ink, 1 there.
 * @typedef {{width: number, height: number, data: Uint8Array}} Mask
 *
 * @typedef {import('./components.js').Part} Part
 */

/**
 * Where a part of the frame has this value.
 * @param {Int32Array | Uint8Array} values  of the frame
 * @param {number} across                   the frame's breadth
 * @param {Part} part
 * @param {number} value
 * @returns {Mask}
 */
export function maskOf(values, across, part, value) {
  const [width, height] = [part.right - part.left, part.bottom - part.top];
  const mask = { width, height, data: new Uint8Array(width * height) };
  mask.data.forEach((_, at) => {
    if (values[placeIn(part, at, across)] === value) mask.data[at] = 1;
  });
  return mask;
}

/** Where a pixel of a part, in its rows, is in the frame. across: the frame's breadth. */
export function placeIn({ left, top, right }, at, across) {
  const width = right - left;
  return (top + Math.floor(at / width)) * across + left + (at % width);
}
