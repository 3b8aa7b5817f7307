// findRules, unrule: take the lines of ruled and squared paper out of the ink.
import { countsOf, levelAt } from './levels.js';

// The frame is cut into this many strips across a line's direction; in each, a line is a ridge of the mean profile.
export const STRIPS = 48;
// A picture with shorter sides than this shows no ruled paper.
const LEAST_SIDE = 96;
// A ridge stands out from the profile this many pixels to both sides …
export const FLANK = 5;
// … by this many grey levels, and by this many of the noise's standard deviations.
export const RIDGE = [3.0, 0.8];
export const STEEPEST = 0.3;
// Lines are at most this many pixels broad, to each side of their middle; across, they are measured this many times a pixel, and along
// in so many parts, since the light on them is uneven.
export const BAND = 3;
const [FINER, PARTS] = [4, 4];
// What is left of a line is noise of this part of its darkness: 1 in …
const LEFT = 8;
// A line's middle is looked for this far from where the votes are: slopes, in FINER parts of a step, and rows, in FINER parts of a pixel.
const [NEAR_SLOPES, NEAR_ROWS] = [8, 8];
// A line is seen in this part of the strips that it crosses, from one end of the frame to the other; it crosses this part of all.
const SEEN = 0.7;
const CROSSED = 0.6;
// Lines of one paper differ in slope (perspective) by at most this.
export const FAN = 0.04;

/**
 * Straight lines: row, at the middle column; along the columns, it is a column at the middle row.
 * @typedef {{slope: number, row: number}} Line
 * @typedef {{alongRows: Line[], alongColumns: Line[]}} Rules
 *
 * A picture seen along its rows or, turned over its diagonal, along its columns; both share one memory.
 * @typedef {{data: Uint8Array, width: number, height: number, right: number, down: number}} Sheet
 */
export const rowsOf = ({ data, width, height }) => ({ data, width, height, right: 1, down: width });
export const columnsOf = ({ data, width, height }) => ({ data, width: height, height: width, right: width, down: 1 });

/** Ink of each row within each strip. @returns {Float64Array[]} each [height] */
export function stripSums({ data, height, right, down }, strips, broad) {
  return Array.from({ length: strips }, (_, strip) =>
    Float64Array.from({ length: height }, (_, row) => {
      const start = row * down + strip * broad * right;
      let sum = 0;
      for (let i = 0; i < broad; i++) sum += data[start + i * right];
      return sum;
    }),
  );
}

/** Rows where a profile is higher than on both sides, and those next to them. @returns {number[][]} of each profile */
export function ridges(profiles, noise) {
  const least = Math.max(RIDGE[0], RIDGE[1] * noise);
  return profiles.map((profile) => {
    const last = profile.length - 1;
    const seen = Array.from(profile, (value, row) => {
      const flank = Math.max(profile[Math.max(row - FLANK, 0)], profile[Math.min(row + FLANK, last)]);
      return value - flank >= least;
    });
    return [...seen.keys()].filter((row) => seen[row] || seen[row - 1] || seen[row + 1]);
  });
}

/**
 * Straight lines across the whole frame, steeper than STEEPEST in neither direction.
 * Source: a Hough transform by shearing, as in Radon's; votes are strips, so that a long stroke of a digit makes no line.
 * @param {Sheet} sheet     at least as broad as there are strips
 * @param {number} noise
 * @param {number} [strips]
 * @param {number} [fan]    how far their slopes differ
 * @param {boolean} [alone] whether one line may be all there is, though it is not seen at both ends of the frame
 * @returns {Line[]} the clearest first
 */
export function findLines(sheet, noise, strips = STRIPS, fan = FAN, alone = false) {
  const { width, height } = sheet;
  const broad = Math.floor(width / strips);
  const sums = stripSums(sheet, strips, broad);
  const hits = ridges(
    sums.map((strip) => strip.map((sum) => sum / broad)),
    noise,
  );
  if (hits.flat().length < SEEN * CROSSED * strips) return [];
  const steps = Math.max(8, Math.floor(width / 12));
  const slopes = Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * (STEEPEST / steps));
  const votes = slopes.map((slope) => votesFor(slope, hits, broad, width, height));
  // The slope of the paper: where most of the votes are.
  const each = votes.map(sumOf);
  const highest = each.reduce((best, sum, i) => (sum > each[best] ? i : best), 0);
  if (each[highest] === 0) return [];
  const main = slopes[highest];
  slopes.forEach((slope, i) => {
    if (Math.abs(slope - main) > fan) votes[i].fill(0);
  });
  const lines = [];
  for (let best = clearest(votes); best.vote > 0; best = clearest(votes)) {
    lines.push({ slope: slopes[best.index], row: best.row, bothEnds: best.vote >= 1 + SEEN });
    for (const row of votes) row.fill(0, Math.max(0, best.row - 2 * FLANK), best.row + 2 * FLANK + 1);
  }
  // One line alone must be seen at both ends of the frame: it could be a digit's stroke.
  if (lines.length === 1 && !lines[0].bothEnds && !alone) return [];
  const away = sums.map((_, strip) => (strip + 0.5) * broad - width / 2);
  return lines.map((line) => middle(sums, away, line, STEEPEST / steps));
}

/**
 * The line near this one that has most ink.
 * @param {Float64Array[]} sums  of each strip, [height]
 * @param {number[]} away        columns from the middle one to each strip's centre
 * @param {Line} line
 * @param {number} step          of the slopes
 * @returns {Line}
 */
export function middle(sums, away, line, step) {
  let most = -1;
  let best = [];
  for (let i = -NEAR_SLOPES; i <= NEAR_SLOPES; i++) {
    const slope = line.slope + i * (step / FINER);
    for (let j = -NEAR_ROWS; j <= NEAR_ROWS; j++) {
      const row = line.row + j / FINER;
      let seen = 0;
      for (let strip = 0; strip < sums.length; strip++) {
        seen += sums[strip][Math.floor(row + slope * away[strip] + 0.5)] ?? 0;
      }
      if (seen > most) [most, best] = [seen, []];
      if (seen === most) best.push({ slope, row });
    }
  }
  // Of those with the most, the middle one.
  return best[best.length >> 1];
}

function sumOf(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/**
 * For each row at the middle column: the part of strips in which a line of this slope is seen, and 1 if at both ends.
 * @param {number} slope
 * @param {number[][]} hits  rows of each strip that a line may go through
 * @returns {Float64Array} [height]
 */
function votesFor(slope, hits, broad, width, height) {
  // By how many strips more than at the row above a line is inside the frame.
  const entered = new Int16Array(height + 1);
  const strips = hits.length;
  const seen = new Uint8Array(height);
  const ends = new Uint8Array(height);
  const within = (row) => Math.min(Math.max(row, 0), height);
  for (let strip = 0; strip < strips; strip++) {
    const shift = Math.floor(slope * ((strip + 0.5) * broad - width / 2) + 0.5);
    const [first, beyond] = [within(-shift), within(height - shift)];
    const isEnd = strip === 0 || strip === strips - 1;
    entered[first]++;
    entered[beyond]--;
    for (const hit of hits[strip]) {
      const row = hit - shift;
      if (row < 0 || row >= height) continue;
      seen[row]++;
      if (isEnd) ends[row]++;
    }
    if (!isEnd) continue;
    // A line that leaves the frame at a side is not missed there.
    for (let row = 0; row < first; row++) ends[row]++;
    for (let row = beyond; row < height; row++) ends[row]++;
  }
  const votes = new Float64Array(height);
  for (let row = 0, crossed = 0; row < height; row++) {
    crossed += entered[row];
    const part = seen[row] / Math.max(crossed, 1);
    if (crossed >= CROSSED * strips && part >= SEEN && ends[row] >= 1) votes[row] = part + (ends[row] >= 2 ? 1 : 0);
  }
  return votes;
}

/** The highest vote; of equal ones the first. */
export function clearest(votes) {
  const best = { vote: 0, index: 0, row: 0 };
  for (let index = 0; index < votes.length; index++) {
    const rows = votes[index];
    for (let row = 0; row < rows.length; row++) {
      if (rows[row] > best.vote) Object.assign(best, { vote: rows[row], index, row });
    }
  }
  return best;
}

/**
 * Takes one line out, in place: what is as dark as the line goes, what is twice as dark (a stroke over it) stays.
 * How dark the line is depends on how far from its middle a pixel is, in parts of a pixel, and on which of its parts that is.
 * @returns {number} how dark it is at its darkest
 */
export function erase({ data, width, height, right, down }, { slope, row }) {
  // The places of each part of each distance; half a pixel, and as much for rounding, more than the band is broad.
  const groups = Array.from({ length: (2 * FINER * (BAND + 1) + 1) * PARTS }, () => []);
  for (let x = 0; x < width; x++) {
    const exact = FINER * (row + slope * (x + 0.5 - width / 2));
    const nearest = Math.floor(exact / FINER + 0.5);
    const part = Math.floor((x * PARTS) / width);
    for (let y = Math.max(nearest - BAND, 0); y <= Math.min(nearest + BAND, height - 1); y++) {
      const distance = FINER * y - Math.floor(exact + 0.5) + FINER * (BAND + 1);
      groups[distance * PARTS + part].push(y * down + x * right);
    }
  }
  let darkest = 0;
  for (let first = 0; first < groups.length; first += PARTS) {
    const parts = groups.slice(first, first + PARTS);
    const whole = typical(data, parts.flat());
    darkest = Math.max(darkest, whole);
    for (const places of parts) {
      const level = Math.min(Math.max(typical(data, places), whole), 2 * whole);
      for (const at of places) {
        if (data[at] < 2 * level) data[at] = Math.max(2 * (data[at] - level), 0);
      }
    }
  }
  return darkest;
}

/** The level that most of these places reach, though few enough not to be a digit's stroke; 0 where there are none. */
function typical(data, places) {
  if (places.length === 0) return 0;
  return levelAt(countsOf(places.map((at) => data[at])), Math.floor((places.length * 45) / 100));
}

/**
 * The lines of ruled and squared paper.
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {number} noise  standard deviation of the paper, grey levels
 * @returns {Rules}
 */
export function findRules(ink, noise) {
  if (Math.min(ink.width, ink.height) < LEAST_SIDE) return { alongRows: [], alongColumns: [] };
  const alongRows = findLines(rowsOf(ink), noise);
  // Less ink is then left to be taken for lines of the other direction.
  const left = unrule(ink, noise, { alongRows, alongColumns: [] }).ink;
  return { alongRows, alongColumns: findLines(columnsOf(left), noise) };
}

/**
 * Takes ruled lines out.
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {number} noise  of the paper
 * @param {Rules} rules
 * @returns {{ink: {width: number, height: number, data: Uint8Array}, noise: number}} without them, and the noise with what they leave
 */
export function unrule(ink, noise, { alongRows, alongColumns }) {
  if (alongRows.length + alongColumns.length === 0) return { ink, noise };
  const out = { ...ink, data: ink.data.slice() };
  let darkest = 0;
  for (const line of alongRows) darkest = Math.max(darkest, erase(rowsOf(out), line));
  for (const line of alongColumns) darkest = Math.max(darkest, erase(columnsOf(out), line));
  return { ink: out, noise: Math.max(noise, Math.floor(darkest / LEFT)) };
}
