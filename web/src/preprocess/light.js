// flatten_light: take the slow change of light over the paper out of a grey picture.

// The surface is fitted to means of blocks, about this many along the longer side.
const BLOCKS = 32;
const ROUNDS = 8;
const TERMS = 6;
// A little towards a flat surface, so that a picture of one row still has one solution.
const RIDGE = 1e-3;
// Light is evened out by a factor within these bounds: noise of a black corner is not blown up into ink.
const GAIN = [0.5, 2.0];

/**
 * Means of square blocks, and where their centres are in -1…1 across the frame.
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @returns {{mean: number, x: number, y: number}[]}
 */
function blockMeans({ width, height, data }) {
  const side = Math.max(1, Math.floor(Math.max(height, width) / BLOCKS));
  const rows = Math.max(1, Math.floor(height / side));
  const columns = Math.max(1, Math.floor(width / side));
  const blockHeight = Math.min(side, height);
  const blockWidth = Math.min(side, width);
  const blocks = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let dy = 0; dy < blockHeight; dy++) {
        const start = (row * blockHeight + dy) * width + column * blockWidth;
        for (let dx = 0; dx < blockWidth; dx++) sum += data[start + dx];
      }
      blocks.push({
        mean: sum / (blockHeight * blockWidth),
        x: (((column + 0.5) * blockWidth) / width) * 2 - 1,
        y: (((row + 0.5) * blockHeight) / height) * 2 - 1,
      });
    }
  }
  return blocks;
}

/** Terms of a quadratic surface. */
const powers = ({ x, y }) => [1, x, y, x * x, x * y, y * y];

/** Solves a symmetric system by Gauss's elimination with partial pivoting; matrix and right side are used up. */
export function solve(matrix, right) {
  const n = right.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    [right[column], right[pivot]] = [right[pivot], right[column]];
    for (let row = column + 1; row < n; row++) {
      const times = matrix[row][column] / matrix[column][column];
      for (let k = column; k < n; k++) matrix[row][k] -= times * matrix[column][k];
      right[row] -= times * right[column];
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) right[row] -= matrix[row][k] * right[k];
    right[row] /= matrix[row][row];
  }
  return right;
}

/**
 * Quadratic surface of the light: least squares, with what lies far off (ink, a table's edge) weighted down.
 * Source: iteratively reweighted least squares with Geman and McClure's weights; scale by the median absolute deviation.
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @returns {number[]} the surface's 6 coefficients
 */
function fitSurface(grey) {
  const blocks = blockMeans(grey);
  const terms = blocks.map(powers);
  let weights = blocks.map(() => 1);
  let coefficients;
  for (let round = 0; round < ROUNDS; round++) {
    const matrix = Array.from({ length: TERMS }, () => new Float64Array(TERMS));
    const right = new Float64Array(TERMS);
    terms.forEach((term, block) => {
      for (let i = 0; i < TERMS; i++) {
        const weighted = term[i] * weights[block];
        for (let j = 0; j < TERMS; j++) matrix[i][j] += weighted * term[j];
        right[i] += weighted * blocks[block].mean;
      }
    });
    for (let i = 1; i < TERMS; i++) matrix[i][i] += RIDGE * blocks.length;
    coefficients = solve(matrix, right);
    const off = blocks.map(({ mean }, block) =>
      Math.abs(mean - coefficients.reduce((sum, c, i) => sum + c * terms[block][i], 0)),
    );
    const scale = 1.4826 * Float64Array.from(off).sort()[off.length >> 1] + 2.0;
    weights = off.map((o) => {
      const far = 1.0 + (o / (2.0 * scale)) * (o / (2.0 * scale));
      return 1.0 / (far * far);
    });
  }
  return coefficients;
}

/**
 * Multiplies each pixel so that the fitted light is the same everywhere.
 * @param {{width: number, height: number, data: Uint8Array}} grey
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function flattenLight(grey) {
  const { width, height, data } = grey;
  const c = fitSurface(grey);
  const middle = Math.min(Math.max(c[0], 1.0), 255.0);
  const out = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    const y = ((row + 0.5) / height) * 2 - 1;
    for (let column = 0; column < width; column++) {
      const x = ((column + 0.5) / width) * 2 - 1;
      const surface = Math.max(c[0] + c[1] * x + c[3] * x * x + (c[2] + c[4] * x + c[5] * y) * y, 1.0);
      const gain = Math.min(Math.max(middle / surface, GAIN[0]), GAIN[1]);
      const at = row * width + column;
      out[at] = Math.floor(Math.min(data[at] * gain, 255.0) + 0.5);
    }
  }
  return { width, height, data: out };
}
