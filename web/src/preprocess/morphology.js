// dilate, erode: the highest and the lowest grey level in a square around each pixel; beyond the frame is nothing.
// Source: van Herk, "A fast algorithm for local minimum and maximum filters", 1992: three comparisons a pixel at any size.

/**
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @param {number} side  of the square, odd
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function dilate({ width, height, data }, side) {
  const rows = highestAlong(data, width, side);
  const both = highestAlong(transpose(rows, width, height), height, side);
  return { width, height, data: transpose(both, height, width) };
}

/**
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @param {number} side  of the square, odd
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function erode(grey, side) {
  const { width, height, data } = dilate({ ...grey, data: negative(grey.data) }, side);
  return { width, height, data: negative(data) };
}

/** The highest of `side` pixels around each, along the rows. */
function highestAlong(data, width, side) {
  const radius = side >> 1;
  const length = Math.ceil((width + 2 * radius) / side) * side;
  // Within blocks of `side`, the highest so far from either end; any window is an end of one block and a start of the next.
  const forward = new Uint8Array(length);
  const backward = new Uint8Array(length);
  const out = new Uint8Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    forward.fill(0);
    forward.set(data.subarray(start, start + width), radius);
    backward.set(forward);
    for (let block = 0; block < length; block += side) {
      for (let i = block + 1; i < block + side; i++) {
        if (forward[i - 1] > forward[i]) forward[i] = forward[i - 1];
      }
      for (let i = block + side - 2; i >= block; i--) {
        if (backward[i + 1] > backward[i]) backward[i] = backward[i + 1];
      }
    }
    for (let i = 0; i < width; i++) {
      out[start + i] = Math.max(backward[i], forward[i + side - 1]);
    }
  }
  return out;
}

// Rows are read and written in the order of memory, columns are not: turning the picture over is faster than walking them.
function transpose(data, width, height) {
  const out = new Uint8Array(data.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from++) out[x * height + y] = data[from];
  }
  return out;
}

function negative(data) {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = 255 - data[i];
  return out;
}
