// alone: a sheet of paper that lies on a table, as if there were nothing else: a note, a card, a receipt.
import { connectedComponents } from './components.js';
import { grey, shrink } from './grey.js';
import { countsOf, median } from './levels.js';
import { solve } from './light.js';
import { dilate, erode } from './morphology.js';

// A sheet is looked for in so many pixels along the longer side, about; pictures with shorter sides than this show none.
const SIZE = 256;
const LEAST_SIDE = 64;
// It covers these parts of the frame, of which so much is written on, and touches at most so many of the frame's sides; its rows and its
// columns, filled from end to end, differ in this part of it at most; of what is around it at most this part is like it.
const COVERS = [0.06, 0.9];
const WRITTEN = [0.002, 0.25];
const TOUCHES = 1;
const DENTS = 0.03;
const AROUND = 0.3;
// Streaks of a table's wood that are as light may hang on to it: narrower than this many pixels, they are no part of it.
const STREAK = 3;
// Its area by that of the parallelogram with its second moments: an ellipse has 1.047 times that, a triangle 0.87 times.
const STRAIGHT = [0.965, 1.015];
// So many pixels within its edge hardly anything is written, at most in this part; and to both sides, as far, the levels differ, by that
// part of the lighter one, along so much of it; so far beyond it they still differ along that much, or it is a box drawn on the same paper.
const EDGE = 2;
const CROSSED = 0.012;
const CONTRAST = 0.15;
const SHARP = 0.9;
const FAR = 8;
const STILL_SHARP = 0.5;
// What is written on it is as tall or as broad as this part of it at least, and differs in one colour by that part of the lighter, and so
// many levels, from what is seen so far beyond its edge: a marker's stroke by itself has specks, or holes, in which what is around it is seen.
const TALL = 0.08;
const UNLIKE = 0.07;
const LEAST_UNLIKE = 5;
const BEYOND = 6;
// No other sheet beside it is larger than this part of it.
const OTHERS = 0.3;

/**
 * A mask is a picture of 0 and 1.
 * @typedef {import('./group.js').Grey} Grey
 */

/** How many pixels of a mask are 1. */
function countIn({ data }) {
  let count = 0;
  for (let at = 0; at < data.length; at++) count += data[at];
  return count;
}

const lies = (value, [least, most]) => least <= value && value <= most;

/**
 * The picture with all painted like the sheet that is around it; as it is where it does not evidently show one sheet.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function alone(rgb) {
  const { width, height, data } = rgb;
  if (Math.min(width, height) < LEAST_SIDE) return rgb;
  const { factor: closer, small } = shrink(rgb, SIZE);
  const level = grey(small);
  const found = [...parted(level)].flatMap((mask) => [...sheets(mask, level, small)]);
  if (found.length === 0) return rgb;
  const largest = found.reduce((most, own) => (countIn(own) > countIn(most) ? own : most));
  const isBeside = (own) => !own.data.some((value, at) => value && largest.data[at]);
  if (found.some((own) => countIn(own) > OTHERS * countIn(largest) && isBeside(own))) return rgb;
  // What is beyond the last whole block is painted as that.
  const paint = painted(small, largest);
  const out = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.trunc(y / closer);
    for (let x = 0; x < width; x++, to += 3) {
      const column = Math.trunc(x / closer);
      const at = Math.min(row, small.height - 1) * small.width + Math.min(column, small.width - 1);
      const isOwn = row < small.height && column < small.width && largest.data[at] === 1;
      const from = isOwn ? to : 3 * at;
      const colours = isOwn ? data : paint;
      out[to] = colours[from];
      out[to + 1] = colours[from + 1];
      out[to + 2] = colours[from + 2];
    }
  }
  return { width, height, data: out };
}

/**
 * What is light, and what is dark: parted by all levels, and by those of the dark and of the light part.
 * @param {Grey} level
 * @returns {Generator<Grey>} masks
 */
function* parted({ width, height, data }) {
  const middle = otsu(data);
  const thresholds = [
    middle,
    otsu(data.filter((value) => value < middle)),
    otsu(data.filter((value) => value >= middle)),
  ];
  for (const threshold of new Set(thresholds)) {
    const [light, dark] = [new Uint8Array(data.length), new Uint8Array(data.length)];
    for (let at = 0; at < data.length; at++) (data[at] >= threshold ? light : dark)[at] = 1;
    yield { width, height, data: light };
    yield { width, height, data: dark };
  }
}

/**
 * From where on levels are light. Source: Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979.
 * @param {Uint8Array} levels
 */
export function otsu(levels) {
  const counts = countsOf(levels);
  let [total, sum] = [0, 0];
  counts.forEach((count, level) => {
    total += count;
    sum += count * level;
  });
  let [below, dark, best, most] = [0, 0, 0, -1];
  counts.forEach((count, level) => {
    below += count;
    dark += count * level;
    const apart = sum * below - total * dark;
    const between = (apart * apart) / Math.max(below * (total - below), 1);
    if (between > most) [best, most] = [level, between];
  });
  return best + 1;
}

/**
 * What of a mask evidently are sheets that something is written on, with that, but without their edges.
 * @param {Grey} mask
 * @param {Grey} level
 * @param {{data: Uint8Array}} rgb
 * @returns {Generator<Grey>} masks
 */
function* sheets(mask, level, rgb) {
  const { width, height } = mask;
  const [size, like] = [width * height, countIn(mask)];
  const body = dilate(erode(mask, STREAK), STREAK);
  const { labels, pieces } = connectedComponents(body, 1, { left: 0, top: 0, right: width, bottom: height });
  for (let index = 0; index < pieces.length; index++) {
    const { left, top, right, bottom, area } = pieces[index];
    if ((right - left) * (bottom - top) < COVERS[0] * size) continue;
    const touches = [left === 0, top === 0, right === width, bottom === height].filter((does) => does).length;
    if (touches > TOUCHES) continue;
    const own = { width, height, data: new Uint8Array(size) };
    for (let at = 0; at < size; at++) if (labels[at] === index + 1) own.data[at] = 1;
    const [along, down] = [filled(own, true), filled(own, false)];
    const covers = countIn(along);
    const dents = along.data.reduce((sum, value, at) => sum + (value ^ down.data[at]), 0);
    if (
      lies(covers, [COVERS[0] * size, COVERS[1] * size]) &&
      lies(covers - area, [WRITTEN[0] * covers, WRITTEN[1] * covers]) &&
      dents <= DENTS * covers &&
      like - area <= AROUND * (size - covers) &&
      lies(straight(along), STRAIGHT)
    ) {
      const inner = erode(along, 2 * EDGE + 1);
      const innermost = erode(inner, 2 * EDGE + 1);
      let [band, crossed] = [0, 0];
      inner.data.forEach((value, at) => {
        if (!value || innermost.data[at]) return;
        band++;
        crossed += 1 - mask.data[at];
      });
      const ink = { width, height, data: inner.data.map((value, at) => value & (1 - mask.data[at])) };
      const isSharp = sharp(level, along, EDGE) >= SHARP && sharp(level, along, FAR) >= STILL_SHARP;
      if (crossed <= CROSSED * band && isSharp && isWrittenOn(rgb, along, ink)) yield inner;
    }
  }
}

/**
 * Whether something is written on a sheet, which else is a stroke of a digit that a marker wrote.
 * @param {{width: number, height: number, data: Uint8Array}} rgb
 * @param {Grey} sheet  a mask, of it with all that is on it
 * @param {Grey} ink    a mask of that
 */
function isWrittenOn({ width, height, data }, sheet, ink) {
  const { pieces } = connectedComponents(ink, 1, { left: 0, top: 0, right: width, bottom: height });
  const longest = pieces.reduce((most, { left, top, right, bottom }) => Math.max(most, right - left, bottom - top), 0);
  const [high, broad] = [[...ends(sheet, true)].length, [...ends(sheet, false)].length];
  if (longest < TALL * Math.max(high, broad)) return false;
  const [far, close] = [BEYOND, EDGE].map((by) => dilate(sheet, 2 * by + 1));
  const isNear = (at) => far.data[at] && !close.data[at];
  if (!far.data.some((_, at) => isNear(at))) return false;
  return [0, 1, 2].some((colour) => {
    const middleOf = (isOf) => median(countsOf(data.filter((_, at) => at % 3 === colour && isOf(Math.trunc(at / 3)))));
    const [written, around] = [middleOf((at) => ink.data[at]), middleOf(isNear)];
    return Math.abs(written - around) >= Math.max(UNLIKE * Math.max(written, around), LEAST_UNLIKE);
  });
}

/** Each row, or else each column, of a mask: its first and its last pixel; none for empty ones. */
function* ends({ width, height, data }, rows) {
  const [lines, length, step, next] = rows ? [height, width, 1, width] : [width, height, width, 1];
  for (let line = 0; line < lines; line++) {
    let first = 0;
    while (first < length && !data[line * next + first * step]) first++;
    if (first === length) continue;
    let last = length - 1;
    while (!data[line * next + last * step]) last--;
    yield { start: line * next, step, length, first, last };
  }
}

/** Each row, or else each column, of a mask from its first pixel to its last. */
function filled(mask, rows) {
  const out = { ...mask, data: new Uint8Array(mask.data.length) };
  for (const { start, step, first, last } of ends(mask, rows)) {
    for (let at = first; at <= last; at++) out.data[start + at * step] = 1;
  }
  return out;
}

/** The area of a mask by that of the parallelogram with its second moments. */
function straight({ width, data }) {
  let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < data.length; at++) {
    if (!data[at]) continue;
    const [x, y] = [at % width, Math.trunc(at / width)];
    n++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  const [meanX, meanY] = [sumX / n, sumY / n];
  const [across, along] = [sumXX / n - meanX * meanX, sumYY / n - meanY * meanY];
  const together = sumXY / n - meanX * meanY;
  return n / (12 * Math.sqrt(Math.max(across * along - together * together, 1.0)));
}

/** Along how much of a mask's edge, row by row and column by column, levels inside of it differ from those so far beyond it: 0…1. */
function sharp({ data }, mask, beyond) {
  let [seen, differs] = [0, 0];
  for (const rows of [true, false]) {
    for (const { start, step, length, first, last } of ends(mask, rows)) {
      for (const [at, outwards] of [
        [first, -1],
        [last, 1],
      ]) {
        if (at < beyond || at >= length - beyond) continue;
        const [inside, outside] = [-EDGE, beyond].map((by) => data[start + (at + outwards * by) * step]);
        seen++;
        if (Math.abs(inside - outside) >= CONTRAST * Math.max(inside, outside)) differs++;
      }
    }
  }
  return differs / Math.max(seen, 1);
}

/**
 * A frame of the sheet's colours: a plane of each, by least squares, that beyond the sheet's box goes on as it ends there.
 * @param {{width: number, height: number, data: Uint8Array}} rgb  [height × width × 3]
 * @param {Grey} sheet
 * @returns {Uint8Array} [height × width × 3]
 */
function painted({ width, height, data }, sheet) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!sheet.data[at]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const matrix = Array.from({ length: 3 }, () => new Float64Array(3));
  const colours = Array.from({ length: 3 }, () => new Float64Array(3));
  const terms = [1, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    terms[2] = y - middleY;
    for (let x = 0; x < width; x++, at++) {
      if (!sheet.data[at]) continue;
      terms[1] = x - middleX;
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          matrix[i][j] += terms[i] * terms[j];
          colours[j][i] += terms[i] * data[at * 3 + j];
        }
      }
    }
  }
  const planes = colours.map((own) =>
    solve(
      matrix.map((row) => row.slice()),
      own,
    ),
  );
  const out = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    const down = Math.min(Math.max(y, top), bottom) - middleY;
    for (let x = 0; x < width; x++) {
      const across = Math.min(Math.max(x, left), right) - middleX;
      for (let channel = 0; channel < 3; channel++, to++) {
        const [mean, slope, fall] = planes[channel];
        out[to] = Math.min(Math.max(Math.floor(mean + across * slope + down * fall + 0.5), 0), 255);
      }
    }
  }
  return out;
}
