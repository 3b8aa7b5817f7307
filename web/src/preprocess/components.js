// Connected pieces of a picture: pixels that touch at a side or a corner belong together.

/**
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {number} threshold  pixels of at least this level count
 * @returns {{labels: Int32Array, pieces: {left: number, top: number, right: number, bottom: number, area: number,
 *   sum: number}[]}}  labels: [height × width], 0 = none, n = pieces[n - 1]; right and bottom are exclusive; sum: of the ink
 */
export function connectedComponents({ width, height, data }, threshold) {
  const labels = new Int32Array(data.length);
  const pieces = [];
  const stack = [];
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] < threshold || labels[seed] !== 0) continue;
    const piece = { left: width, top: height, right: 0, bottom: 0, area: 0, sum: 0 };
    pieces.push(piece);
    labels[seed] = pieces.length;
    stack.push(seed);
    while (stack.length > 0) {
      const at = stack.pop();
      const x = at % width;
      const y = (at - x) / width;
      piece.left = Math.min(piece.left, x);
      piece.top = Math.min(piece.top, y);
      piece.right = Math.max(piece.right, x + 1);
      piece.bottom = Math.max(piece.bottom, y + 1);
      piece.area++;
      piece.sum += data[at];
      for (let ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, height - 1); ny++) {
        for (let nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, width - 1); nx++) {
          const next = ny * width + nx;
          if (data[next] < threshold || labels[next] !== 0) continue;
          labels[next] = pieces.length;
          stack.push(next);
        }
      }
    }
  }
  return { labels, pieces };
}
