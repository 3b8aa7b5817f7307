// shrink, grey: from a picture of any size to a grey one of a size that the later stages can afford.

/**
 * Averages blocks of factor×factor pixels, so that the longer side is about `size`: from 3/4 of it to 3/2.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @param {number} size  pixels
 * @returns {{factor: number, small: {width: number, height: number, data: Uint8Array}}}  a last partial block is left out,
 *   unless nothing else is there
 */
export function shrink(rgb, size) {
  const { width, height } = rgb;
  const factor = Math.max(1, Math.floor((2 * Math.max(height, width) + size) / (2 * size)));
  if (factor === 1) return { factor, small: rgb };
  // A picture thinner than one block repeats its edge.
  const small = { width: Math.max(1, Math.floor(width / factor)), height: Math.max(1, Math.floor(height / factor)) };
  const data = new Uint8Array(small.width * small.height * 3);
  const sums = new Uint32Array(small.width * 3);
  for (let y = 0; y < small.height; y++) {
    sums.fill(0);
    for (let dy = 0; dy < factor; dy++) {
      const start = Math.min(y * factor + dy, height - 1) * width;
      for (let block = 0, x = 0; block < sums.length; block += 3) {
        let red = 0;
        let green = 0;
        let blue = 0;
        for (const end = x + factor; x < end; x++) {
          const from = (start + (x < width ? x : width - 1)) * 3;
          red += rgb.data[from];
          green += rgb.data[from + 1];
          blue += rgb.data[from + 2];
        }
        sums[block] += red;
        sums[block + 1] += green;
        sums[block + 2] += blue;
      }
    }
    const at = y * small.width * 3;
    for (let i = 0; i < sums.length; i++) data[at + i] = mean(sums[i], factor);
  }
  return { factor, small: { ...small, data } };
}

/** The mean of factor² values as OpenCV rounds it: halves up for blocks of four, else in float32, halves to the even integer. */
function mean(sum, factor) {
  if (factor === 2) return (sum + 2) >> 2;
  const exact = Math.fround(sum * Math.fround(1 / (factor * factor)));
  const whole = Math.floor(exact);
  return exact - whole > 0.5 || (exact - whole === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}

/**
 * Mean of the three channels: yellow and blue pens keep the contrast that luma would take from them.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @returns {{width: number, height: number, data: Uint8Array}} [height × width]
 */
export function grey({ width, height, data }) {
  const out = new Uint8Array(width * height);
  for (let i = 0, from = 0; i < out.length; i++, from += 3) {
    out[i] = (data[from] * 85 + data[from + 1] * 86 + data[from + 2] * 85 + 128) >> 8;
  }
  return { width, height, data: out };
}
