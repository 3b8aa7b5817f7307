// shrink, grey: from a picture of any size to one grey picture of a size that the later stages can afford.

// Pixels along the longer side after shrinking, at most.
const WORKING_SIZE = 640;

/**
 * Averages blocks of factor×factor pixels, so that the longer side is at most WORKING_SIZE.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @returns {{factor: number, small: {width: number, height: number, data: Uint8Array}}}  a last partial block is left out,
 *   unless nothing else is there
 */
export function shrink(rgb) {
  const { width, height } = rgb;
  const factor = Math.ceil(Math.max(height, width) / WORKING_SIZE);
  if (factor === 1) return { factor, small: rgb };
  // A picture thinner than one block repeats its edge to fill it.
  const small = { width: Math.max(1, Math.floor(width / factor)), height: Math.max(1, Math.floor(height / factor)) };
  const data = new Uint8Array(small.width * small.height * 3);
  const sums = new Uint32Array(small.width * 3);
  const row = small.width * factor;
  for (let y = 0; y < small.height; y++) {
    sums.fill(0);
    for (let dy = 0; dy < factor; dy++) {
      const start = Math.min(y * factor + dy, height - 1) * width;
      for (let x = 0; x < row; x++) {
        const from = (start + Math.min(x, width - 1)) * 3;
        const to = Math.trunc(x / factor) * 3;
        sums[to] += rgb.data[from];
        sums[to + 1] += rgb.data[from + 1];
        sums[to + 2] += rgb.data[from + 2];
      }
    }
    const at = y * small.width * 3;
    for (let i = 0; i < sums.length; i++) data[at + i] = mean(sums[i], factor);
  }
  return { factor, small: { ...small, data } };
}

/** The mean of factor² values as OpenCV rounds it: halves up for blocks of four, else halves to the even integer. */
function mean(sum, factor) {
  if (factor === 2) return (sum + 2) >> 2;
  const area = factor * factor;
  const whole = Math.floor(sum / area);
  const twice = 2 * (sum - whole * area);
  return whole + (twice > area || (twice === area && whole % 2 === 1) ? 1 : 0);
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
