// Connected pieces of a picture: pixels that touch at a side or a corner belong together.

/**
 * A part of the frame that is looked at; right and bottom are exclusive.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Part
 */

/**
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {number} threshold  pixels of at least this level count
 * @param {Part} part
 * @returns {{labels: Int32Array, pieces: {left: number, top: number, right: number, bottom: number, area: number,
 *   sum: number}[]}}  labels: of the part, 0 = none, n = pieces[n - 1]; sides are the frame's pixels; sum: of the ink
 */
export function connectedComponents({ width, data }, threshold, part) {
  const across = part.right - part.left;
  const down = part.bottom - part.top;
  const labels = new Int32Array(across * down);
  const stack = new Int32Array(across * down);
  const pieces = [];
  for (let seed = 0; seed < labels.length; seed++) {
    if (labels[seed] !== 0) continue;
    const column = seed % across;
    if (data[(part.top + (seed - column) / across) * width + part.left + column] < threshold) continue;
    let [left, top, right, bottom, area, sum] = [across, down, 0, 0, 0, 0];
    const label = pieces.length + 1;
    labels[seed] = label;
    stack[0] = seed;
    for (let waiting = 1; waiting > 0; ) {
      const at = stack[--waiting];
      const x = at % across;
      const y = (at - x) / across;
      if (x < left) left = x;
      if (y < top) top = y;
      if (x >= right) right = x + 1;
      if (y >= bottom) bottom = y + 1;
      area++;
      sum += data[(part.top + y) * width + part.left + x];
      for (let ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < down; ny++) {
        for (let nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < across; nx++) {
          const next = ny * across + nx;
          if (labels[next] !== 0 || data[(part.top + ny) * width + part.left + nx] < threshold) continue;
          labels[next] = label;
          stack[waiting++] = next;
        }
      }
    }
    pieces.push({
      left: part.left + left,
      top: part.top + top,
      right: part.left + right,
      bottom: part.top + bottom,
      area,
      sum,
    });
  }
  return { labels, pieces };
}

/** Indices of pieces, the largest first; of equal ones the upper, then the left one. */
export function largestFirst(pieces) {
  return [...pieces.keys()].sort((i, j) => {
    const [a, b] = [pieces[i], pieces[j]];
    return b.area - a.area || a.top - b.top || a.left - b.left;
  });
}
