// between: the lines between the boxes of a form, which digits may touch.
import { clearest, columnsOf, FLANK, middle, RIDGE, ridges, stripSums } from '../preprocess/rules.js';

// So many lines along the rows are looked at, the clearest first; boxes are at least so many pixels high, and looked at so many inside of
// their upper and lower line.
const MOST_LINES = 4;
const LEAST_HIGH = 16;
const INSIDE = 3;
// At both ends they are this part of that apart at least.
const NARROWEST = 0.5;
// A box is cut into so many strips at most, of so many pixels at least, and lines are looked for up to this slope to each side, in so
// many steps.
const MOST_STRIPS = 16;
const STRIP = 2;
const STEEPEST = 0.45;
const STEEP_STEPS = 18;
// A line is a ridge in this part of the strips, and ink in that part of them.
const RIDGE_SEEN = 0.5;
const DARK_SEEN = 0.95;
// Lines of one form are alike in slope, by this to each side; where these are fewer than so many, by that. From so many on, more are looked
// for whose slope is as near as this to what perspective makes of it.
const ALIKE = 0.06;
const FEWEST = 3;
const FAN = 0.12;
const OFF = 0.05;

/**
 * @typedef {import('../preprocess/group.js').Grey} Grey
 * @typedef {import('../preprocess/rules.js').Line} Line
 */

/**
 * The lines that go from one of these lines to another; row: the column at the middle row.
 * @param {Grey} ink
 * @param {Line[]} lines  along its rows, the clearest first
 * @param {number} noise  of the paper
 * @returns {Line[]}
 */
export function between(ink, lines, noise) {
  const ordered = lines.slice(0, MOST_LINES).sort((a, b) => a.row - b.row);
  return ordered.flatMap((above, i) => ordered.slice(i + 1).flatMap((below) => fromTo(ink, above, below, noise)));
}

/** The lines from one line to another below it. */
function fromTo(ink, above, below, noise) {
  const { width, height } = ink;
  const high = Math.trunc(below.row - above.row + 0.5);
  const apart = (x) => below.row + below.slope * x - (above.row + above.slope * x);
  // Lines that meet, or nearly, are not those of one box.
  const narrowest = Math.min(apart(0.5 - width / 2), apart(width - 0.5 - width / 2));
  if (high < LEAST_HIGH || narrowest < NARROWEST * high) return [];
  return across(levelled(ink, above, below, high), noise).map(({ slope, row: column }) => {
    const [x0, x1] = [column - (slope * high) / 2, column + (slope * high) / 2];
    const y0 = above.row + above.slope * (x0 - width / 2);
    const y1 = below.row + below.slope * (x1 - width / 2);
    const steep = (x1 - x0) / (y1 - y0);
    return { slope: steep, row: x0 + steep * (height / 2 - y0) };
  });
}

/** What is between two lines as if both were level, a little inside of them. @returns {Grey} */
function levelled({ data, width, height }, above, below, high) {
  const level = { width, height: high - 2 * INSIDE };
  level.data = new Uint8Array(width * level.height);
  for (let x = 0; x < width; x++) {
    const away = x + 0.5 - width / 2;
    const [upper, lower] = [above.row + above.slope * away, below.row + below.slope * away];
    for (let row = 0; row < level.height; row++) {
      const at = upper + ((row + INSIDE + 0.5) / high) * (lower - upper);
      const y = Math.min(Math.max(Math.floor(at + 0.5), 0), height - 1);
      level.data[row * width + x] = data[y * width + x];
    }
  }
  return level;
}

/**
 * Lines from top to bottom; row: the column at the middle row. Near both ends a line stands alone, since digits keep off the upper and
 * lower line of their box; in between they may touch it, and all of it is ink.
 * @param {Grey} level
 * @param {number} noise
 * @returns {Line[]}
 */
function across(level, noise) {
  const { width, height } = level;
  const strips = Math.min(Math.floor(height / STRIP), MOST_STRIPS);
  const broad = Math.floor(height / strips);
  const sums = stripSums(columnsOf(level), strips, broad);
  const profiles = sums.map((strip) => strip.map((sum) => sum / broad));
  const least = Math.max(RIDGE[0], RIDGE[1] * noise);
  const isDark = profiles.map((profile) => Uint8Array.from(profile, (value) => (value >= least ? 1 : 0)));
  const isRidge = ridges(profiles, noise).map((columns) => {
    const is = new Uint8Array(width);
    for (const column of columns) if (column < width) is[column] = 1;
    return is;
  });
  const away = sums.map((_, strip) => (strip + 0.5) * broad - height / 2);
  const step = STEEPEST / STEEP_STEPS;
  const slopes = Array.from({ length: 2 * STEEP_STEPS + 1 }, (_, i) => (i - STEEP_STEPS) * step);
  const votes = slopes.map((slope) => {
    const at = (column, strip) => Math.floor(column + slope * away[strip] + 0.5);
    return Float64Array.from({ length: width }, (_, column) => {
      let [seen, dark] = [0, 0];
      for (let strip = 0; strip < strips; strip++) {
        const place = at(column, strip);
        seen += isRidge[strip][place] ?? 0;
        dark += isDark[strip][place] ?? 0;
      }
      const alone = isRidge[0][at(column, 0)] && isRidge[strips - 1][at(column, strips - 1)];
      return alone && seen >= RIDGE_SEEN * strips && dark >= DARK_SEEN * strips ? seen + dark : 0;
    });
  });
  // The slope of the form: around which most of the votes are.
  const each = votes.map((of) => of.reduce((sum, vote) => sum + vote, 0));
  const isAlike = (slope, other) => Math.abs(slope - other) <= ALIKE;
  const around = slopes.map((slope) => each.reduce((sum, own, i) => sum + (isAlike(slope, slopes[i]) ? own : 0), 0));
  const main = slopes[around.indexOf(Math.max(...around))];
  /** The lines with most votes, which are used up. is: whether a slope may be, at a column. */
  const chosen = (is) => {
    const left = votes.map((of, i) => of.map((vote, column) => (is(slopes[i], column) ? vote : 0)));
    const lines = [];
    for (let best = clearest(left); best.vote > 0; best = clearest(left)) {
      lines.push(middle(sums, away, { slope: slopes[best.index], row: best.row }, step));
      for (const of of [...left, ...votes]) of.fill(0, Math.max(0, best.row - 2 * FLANK), best.row + 2 * FLANK + 1);
    }
    return lines;
  };
  const lines = chosen((slope) => isAlike(main, slope));
  if (lines.length < FEWEST) lines.push(...chosen((slope) => Math.abs(main - slope) <= FAN));
  if (lines.length < FEWEST) return lines;
  const fan = fanned(lines);
  return [...lines, ...chosen((slope, column) => Math.abs(slope - fan(column)) <= OFF)];
}

/**
 * The slope that a line has at a column, by those that are known, as the columns of a plane in perspective have it.
 * @param {Line[]} lines
 * @returns {(column: number) => number}
 */
function fanned(lines) {
  const mean = (of) => lines.reduce((sum, line) => sum + of(line), 0) / lines.length;
  const [middleSlope, middleColumn] = [mean(({ slope }) => slope), mean(({ row }) => row)];
  const shared = mean(({ slope, row }) => (row - middleColumn) * slope);
  const own = mean(({ row }) => (row - middleColumn) ** 2);
  return (column) => middleSlope + (shared / own) * (column - middleColumn);
}
