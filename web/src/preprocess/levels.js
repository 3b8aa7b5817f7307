// How often each level is there, and the levels at a rank or at a part of them.

/** @typedef {Float64Array} Counts  [levels] */

/**
 * @param {ArrayLike<number>} values  from 0, below `levels`
 * @param {number} [levels]           as many as grey has, unless told otherwise
 * @returns {Counts}
 */
export function countsOf(values, levels = 256) {
  const counts = new Float64Array(levels);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return counts;
}

/** How many values were counted. @param {Counts} counts */
export function total(counts) {
  let sum = 0;
  for (let level = 0; level < counts.length; level++) sum += counts[level];
  return sum;
}

/** The lowest level with more than `rank` values at or below it. @param {Counts} counts */
export function levelAt(counts, rank) {
  let level = 0;
  for (let sum = counts[0]; sum <= rank && level < counts.length - 1; sum += counts[level]) level++;
  return level;
}

/** The middle of the values, the mean of the two middle ones where their number is even. @param {Counts} counts, not empty */
export function median(counts) {
  const count = total(counts);
  return (levelAt(counts, (count - 1) >> 1) + levelAt(counts, count >> 1)) / 2;
}

/** The grey level that this part, 0…1, of the values lies at or above. @param {Counts} counts */
export function upper(counts, part) {
  const rank = Math.max(1, Math.trunc(part * total(counts)));
  let level = 255;
  for (let sum = counts[255]; sum < rank && level > 0; sum += counts[level]) level--;
  return level;
}
