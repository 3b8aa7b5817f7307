// partOf: what of a grey picture lies within a box.
/** @typedef {import('../preprocess/group.js').Grey} Grey */

/** @returns {Grey} what of a grey picture lies within */
export function partOf({ width, data }, left, top, right, bottom) {
  const part = { width: right - left, height: bottom - top };
  part.data = new Uint8Array(part.width * part.height);
  for (let y = top; y < bottom; y++) {
    part.data.set(data.subarray(y * width + left, y * width + right), (y - top) * part.width);
  }
  return part;
}
