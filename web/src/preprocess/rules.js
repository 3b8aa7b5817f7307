// findRules, unrule: take the lines of ruled and squared paper out of the ink.
import { countsOf, levelAt } from './levels.js';

// The frame is cut into this many strips across a line's direction; in each, a line is a ridge of the mean profile.
const STRIPS = 48;
// A picture with shorter sides than this shows no ruled paper.
const LEAST_SIDE = 96;
// A ridge stands out from the profile this many pixels to both sides …
const FLANK = 5;
// … by this many grey levels, and by this many of the noise's standard deviations.
const RIDGE = [3.0, 0.8];
const STEEPEST = 0.3;
// Lines are at most this many pixels broad, to each side of their middle.
const BAND = 3;
// A line is seen in this part of the strips that it crosses, from one end of the frame to the other; it crosses this part of all.
const SEEN = 0.7;
const CROSSED = 0.6;
// Lines of one paper differ in slope (perspective) by at most this.
const FAN = 0.04;

/**
 * Straight lines: row, at the middle column; along the columns, it is a column at the middle row.
 * @typedef {{slope: number, row: number}} Line
 * @typedef {{alongRows: Line[], alongColumns: Line[]}} Rules
 *
 * A picture seen along its rows or, turned over its diagonal, along its columns; both share one memory.
 * @typedef {{data: Uint8Array, width: number, height: number, right: number, down: number}} Sheet
 */
const rowsOf = ({ data, width, height }) => ({ data, width, height, right: 1, down: width });
const columnsOf = ({ data, width, height }) => ({ data, width: height, height: width, right: width, down: 1 });

/** Mean ink of each row within each strip. @returns {Float64Array[]} STRIPS profiles, each [height] */
function stripProfiles({ data, height, right, down }, broad) {
  return Array.from({ length: STRIPS }, (_, strip) =>
    Float64Array.from({ length: height }, (_, row) => {
      const start = row * down + strip * broad * right;
      let sum = 0;
      for (let i = 0; i < broad; i++) sum += data[start + i * right];
      return sum / broad;
    }),
  );
}

/** Rows where a profile is higher than on both sides, and those next to them. @returns {number[][]} of each profile */
function ridges(profiles, noise) {
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
 * @param {Sheet} sheet
 * @param {number} noise
 * @returns {Line[]} the clearest first
 */
function findLines(sheet, noise) {
  const { width, height } = sheet;
  const broad = Math.floor(width / STRIPS);
  const hits = ridges(stripProfiles(sheet, broad), noise);
  if (hits.flat().length < SEEN * CROSSED * STRIPS) return [];
  const steps = Math.max(8, Math.floor(width / 12));
  const slopes = Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * (STEEPEST / steps));
  const votes = slopes.map((slope) => votesFor(slope, hits, broad, width, height));
  // The slope of the paper: where most of the votes are.
  const sums = votes.map(sumOf);
  const highest = sums.reduce((best, sum, i) => (sum > sums[best] ? i : best), 0);
  if (sums[highest] === 0) return [];
  const main = slopes[highest];
  slopes.forEach((slope, i) => {
    if (Math.abs(slope - main) > FAN) votes[i].fill(0);
  });
  const lines = [];
  for (let best = clearest(votes); best.vote > 0; best = clearest(votes)) {
    lines.push({ slope: slopes[best.index], row: best.row, bothEnds: best.vote >= 1 + SEEN });
    for (const row of votes) row.fill(0, Math.max(0, best.row - 2 * FLANK), best.row + 2 * FLANK + 1);
  }
  // One line alone must be seen at both ends of the frame: it could be a digit's stroke.
  return lines.length === 1 && !lines[0].bothEnds ? [] : lines;
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
  const seen = new Uint8Array(height);
  const ends = new Uint8Array(height);
  const within = (row) => Math.min(Math.max(row, 0), height);
  for (let strip = 0; strip < STRIPS; strip++) {
    const shift = Math.floor(slope * ((strip + 0.5) * broad - width / 2) + 0.5);
    const [first, beyond] = [within(-shift), within(height - shift)];
    const isEnd = strip === 0 || strip === STRIPS - 1;
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
    if (crossed >= CROSSED * STRIPS && part >= SEEN && ends[row] >= 1) votes[row] = part + (ends[row] >= 2 ? 1 : 0);
  }
  return votes;
}

/** The highest vote; of equal ones the first. */
function clearest(votes) {
  const best = { vote: 0, index: 0, row: 0 };
  for (let index = 0; index < votes.length; index++) {
    const rows = votes[index];
    for (let row = 0; row < rows.length; row++) {
      if (rows[row] > best.vote) Object.assign(best, { vote: rows[row], index, row });
    }
  }
  return best;
}

/** Takes one line out, in place: what is as dark as the line goes, what is twice as dark (a stroke over it) stays. */
function erase({ data, width, height, right, down }, { slope, row }) {
  const middle = Array.from({ length: width }, (_, x) => Math.floor(row + slope * (x + 0.5 - width / 2) + 0.5));
  for (let offset = -BAND; offset <= BAND; offset++) {
    const places = [];
    middle.forEach((y, x) => {
      if (y + offset >= 0 && y + offset < height) places.push((y + offset) * down + x * right);
    });
    if (places.length === 0) continue;
    const values = Uint8Array.from(places, (at) => data[at]);
    const level = levelAt(countsOf(values), Math.floor((places.length * 45) / 100));
    if (level === 0) continue;
    for (const at of places) {
      if (data[at] < 2 * level) data[at] = Math.max(2 * (data[at] - level), 0);
    }
  }
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
  const left = unrule(ink, { alongRows, alongColumns: [] });
  return { alongRows, alongColumns: findLines(columnsOf(left), noise) };
}

/**
 * Takes ruled lines out.
 * @param {{width: number, height: number, data: Uint8Array}} ink
 * @param {Rules} rules
 * @returns {{width: number, height: number, data: Uint8Array}}
 */
export function unrule(ink, { alongRows, alongColumns }) {
  if (alongRows.length + alongColumns.length === 0) return ink;
  const out = { ...ink, data: ink.data.slice() };
  for (const line of alongRows) erase(rowsOf(out), line);
  for (const line of alongColumns) erase(columnsOf(out), line);
  return out;
}
