// decide: does a picture show one digit or several, and which of its views shows them best?
import { calibrate, LEAST_SCORE, logOdds } from '../choose.js';
import { isDigit } from '../reading.js';
import { heightOf } from './atoms.js';
import { marks, withoutMarks } from './marks.js';
import { bestPath, shareOf } from './path.js';
import { PAGE } from './writing.js';

// Of each line one digit at least is so sure to be some.
const LEAST_SURE = 0.9;
// Digits of one number are of like height: within these parts of their median.
const LIKE = [0.55, 1.7];
// Writing is no number where more of the ink of its lines than this part is left out, unless its digits are sure, and a line none whose
// digits gain less on average: noise.
const MOST_LEFT_OUT = 0.5;
const LEAST_MEAN_GAIN = 2.5;
// Digits of a line lie beside each other: a few may share this much of their boxes by the logarithm of how many there are, many less.
const MOST_CROWDED = 0.6;
// How sure a single digit is counts up to here, as odds' logarithm.
const MOST_SURE = 6.0;
// A find has all of the number where it has this part of the box around its digits.
const COVERED = 0.8;
// … and is so surely one digit from here on, as odds' logarithm, that more speaks against several digits twice.
const SURELY_ONE = 3.0;
// From here on it is no number of two digits, where it is all of them and nothing else: of 1,800 made numbers of held-out digits none that
// was else read as two had such a find, whereas an 8 whose waist a narrow view leaves out is two sure 0s, and has 9. Short lines one above the
// other may look like a digit.
const CERTAINLY_ONE = 7.0;
// Digits side by side, with hardly any other ink, are clearly several, however many 1s there are, where each gains so much and the lone digit
// is one of them; where that is refused, each must gain more, and they be in one piece nowhere, as an N is. That is as likely as this, as
// odds' logarithm. Of 5,800 made pictures of held-out digits 8 were read right only so, and none was read wrong only so.
const CLEAR_GAIN = 4.5;
const CLEARER_GAIN = 5.5;
const CLEARLY = 1.0;
// The more views are looked at, the likelier one shows several by chance: in coarser ones they must be likelier by so much, as odds'
// logarithm. Of made pictures of held-out digits those that were rightly taken for several had 3.9 or more, the others 1.3 or less.
export const SURELY_SEVERAL = 2.5;
// A view misses a digit of another where its own digits cover less than this part of its box.
const MISSED = 0.4;
// Digits are sure that gain so much on average; where those of a page leave so little of its ink out, no other view need be looked at.
const SURE_GAIN = 5.0;
const LITTLE_LEFT_OUT = 0.15;
// What is weighed of a view that shows several digits, by the names in the metadata; see `featuresOf`.
const OF_VIEW = [
  'view',
  'least_gain',
  'mean_gain',
  'least_surety',
  'count',
  'torn_share',
  'ones',
  'alone',
  'left_out_share',
  'unlike',
  'whole',
  'whole_odds',
  'whole_sure',
  'least_score',
  'missed',
  'left_out_elsewhere',
];

/**
 * @typedef {{glyph: import('../preprocess/glyph.js').Glyph, choice: import('../choose.js').Choice}} Digit
 * @typedef {import('./writing.js').Writing} Writing
 *
 * What preprocess found, taken for one digit. odds: against "no digit", as the network sees it, a logarithm.
 * @typedef {{box: number[], odds: number}} Find
 *
 * @typedef {import('./path.js').Step} Step
 */

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const within = (value) => Math.min(Math.max(value, -MOST_SURE), MOST_SURE);
const tallOf = ({ segment }) => segment.glyph.box[3];
const lineOf = ({ segment }) => segment.glyph.line;
const isSure = ({ choice }) => 1 - choice.none >= LEAST_SURE;

/**
 * All that preprocess found.
 * @param {import('../preprocess/glyph.js').Glyph[]} glyphs
 * @param {Float32Array} probabilities  [glyphs × classes], what the network says of them, not calibrated
 * @param {object} metadata             digits.json
 * @returns {Find[]}
 */
export function findsOf(glyphs, probabilities, { calibration, output }) {
  const count = output.classes.length;
  return glyphs.map(({ box }, index) => {
    const own = probabilities.subarray(index * count, (index + 1) * count);
    return { box, odds: logOdds(calibrate(own, calibration.temperature), output.classes) };
  });
}

/**
 * The picture's digits in reading order: several where one view shows several, evidently or likelier than not; else the lone one, or the one
 * that is left beside marks, where that is one of these, or between two, where there is none.
 * Source: the conditional logit model of choice, McFadden 1973, with weights fitted as those of choose.js (train/several.py).
 * @param {Digit | null} lone             what choose.js made of the finds
 * @param {Find[]} finds
 * @param {Writing[]} writings
 * @param {Float32Array[]} probabilities  of each writing's glyphs, [n × classes], not calibrated
 * @param {object} metadata               digits.json
 * @param {number} [least]                how much likelier it must be, as odds' logarithm
 * @returns {Digit[]}
 */
export function decide(lone, finds, writings, probabilities, metadata, least = 0.0) {
  const read = writings.map((writing, index) => linesOf(writing, probabilities[index], metadata));
  const known = marksOf(read, writings);
  const views = several(read, known, writings, metadata);
  let best = { steps: [], odds: least };
  views.forEach((steps, index) => {
    if (steps.length === 0 || areOne(steps, finds)) return;
    const weighed = oddsOf(steps, writings[index], finds, views, metadata);
    const odds = areClear(steps, writings[index], lone, writings, metadata) ? Math.max(weighed, CLEARLY) : weighed;
    if (odds > best.odds) best = { steps, odds };
  });
  if (best.steps.length > 0) return digitsOf(best.steps);
  if (!lone) return [];
  const isKnown = isDigit(lone.choice, metadata, false);
  const isMark = known.some(({ segment }) => shareOf(lone.glyph.box, segment.glyph.box) >= COVERED);
  if (isKnown && !isMark) return [lone];
  // What was taken for the only digit is a mark beside it; where nothing was, a letter may have fallen apart.
  const beside = onlyDigit(read, known, isKnown ? 1 : 2);
  return beside ? digitsOf([beside]) : [lone];
}

/** What gains most of digits that are alone in a view but for so many marks, or more, and are sure; null where there is none. */
function onlyDigit(read, known, fewest) {
  const alone = read.flatMap((lines) => {
    const left = lines.flatMap((steps) => withoutMarks(steps, known));
    return left.length === 1 && lines.flat().length > fewest && isSure(left[0]) ? left : [];
  });
  return alone.reduce((best, step) => (best && best.gain >= step.gain ? best : step), null);
}

/** Whether what was read as two digits is one digit for certain, as a find that has all their ink and no other: a ring has more. */
function areOne(steps, finds) {
  const around = aroundOf(steps);
  const isAll = ({ box }) => Math.min(shareOf(around, box), shareOf(box, around)) >= COVERED;
  return steps.length === 2 && finds.some((find) => find.odds >= CERTAINLY_ONE && isAll(find));
}

/** Whether a view's digits are clearly several; the first writing is the view's, one of these writings. */
function areClear(steps, { lines }, lone, writings, metadata) {
  const isBeside = (step) => steps.some((other) => other !== step && lineOf(other) === lineOf(step));
  if (!steps.every(isBeside) || sum(leftOut(steps, lines)) > LITTLE_LEFT_OUT) return false;
  const least = Math.min(...gainsOf(steps));
  if (lone && isDigit(lone.choice, metadata, false)) {
    return least >= CLEAR_GAIN && shareOf(aroundOf(steps), lone.glyph.box) < COVERED;
  }
  return least >= CLEARER_GAIN && !areJoined(steps, writings);
}

/** Whether a piece of ink, or of its parts, has all of these digits in some view of their polarity. */
function areJoined(steps, writings) {
  const [around, { polarity }] = [aroundOf(steps), steps[0].segment.glyph];
  const isPiece = (atoms) => atoms.every(({ piece }) => piece.number === atoms[0].piece.number);
  return writings
    .flatMap(({ lines }) => lines)
    .some(({ atoms, segments }) =>
      segments.some(
        ({ run, glyph }) =>
          glyph.polarity === polarity &&
          shareOf(around, glyph.box) >= COVERED &&
          isPiece(atoms.slice(run.start, run.stop)),
      ),
    );
}

/**
 * The finds that surely are digits, of a height with those that were found, and lie beside all of them.
 * @param {Find[]} finds
 * @param {Digit[]} found
 * @returns {Find[]}
 */
export function passedOver(finds, found) {
  const boxes = found.map(({ glyph }) => glyph.box);
  if (boxes.length === 0) return [];
  const tall = boxes.map((box) => box[3]).sort((a, b) => a - b)[boxes.length >> 1];
  const isAlike = ({ box }) => LIKE[0] <= box[3] / tall && box[3] / tall <= LIKE[1];
  const isBeside = ({ box }) => boxes.every((own) => Math.max(shareOf(box, own), shareOf(own, box)) < MISSED);
  return finds.filter((find) => find.odds >= SURELY_ONE && isAlike(find) && isBeside(find));
}

/**
 * Whether what looks most like a digit by its colour, of all that preprocess found, lies beyond each digit that was read.
 * @param {import('../preprocess/glyph.js').Glyph[]} glyphs
 * @param {Digit[]} found
 */
export function hasMoreColour(glyphs, found) {
  const ofColour = glyphs.filter(({ polarity }) => !polarity);
  if (ofColour.length === 0) return false;
  const best = ofColour.reduce((best, glyph) => (glyph.score > best.score ? glyph : best));
  return found.every(({ glyph }) => shareOf(best.box, glyph.box) < COVERED);
}

/**
 * The digits of a view, in reading order, where it evidently shows a page of them; else none.
 * @param {Writing} writing
 * @param {Float32Array} probabilities  as for `decide`, of one writing
 * @param {object} metadata
 * @returns {Digit[]}
 */
export function readPage(writing, probabilities, metadata) {
  const read = [linesOf(writing, probabilities, metadata)];
  const [steps] = several(read, marksOf(read, [writing]), [writing], metadata);
  const isPage =
    steps.length >= PAGE &&
    oddsOf(steps, writing, null, [], metadata) > 0 &&
    mean(gainsOf(steps)) >= SURE_GAIN &&
    sum(leftOut(steps, writing.lines)) <= LITTLE_LEFT_OUT;
  return isPage ? digitsOf(steps) : [];
}

/** The logarithm of the odds that a view shows several digits, against the lone digit or nothing; as for `featuresOf`. */
function oddsOf(steps, writing, finds, views, metadata) {
  return sum(featuresOf(steps, writing, finds, views).map((value, at) => value * metadata.numbers[OF_VIEW[at]]));
}

/**
 * A view's digits; lines in which nothing was read do not count.
 * @param {Step[]} steps
 * @returns {Digit[]}
 */
function digitsOf(steps) {
  const lines = [...new Set(steps.map(lineOf))].sort((a, b) => a - b);
  return steps.map(({ segment, choice }) => ({
    glyph: { ...segment.glyph, line: lines.indexOf(segment.glyph.line) },
    choice,
  }));
}

/**
 * The digits of each view of a picture, in reading order, where there are two at least; else none.
 * @param {Step[][][]} read  what was read in each line of each view
 * @param {Step[]} known     which of it are marks
 * @returns {Step[][]}
 */
function several(read, known, writings, metadata) {
  const left = (lines) => lines.map((steps) => withoutMarks(steps, known));
  return writings.map((writing, index) => kept(left(read[index]), writing, metadata));
}

/** The marks in all lines of all views. */
function marksOf(read, writings) {
  return writings.flatMap(({ lines }, view) => lines.flatMap(({ atoms }, number) => marks(read[view][number], atoms)));
}

/**
 * The best path through each line of a writing.
 * @returns {Step[][]}
 */
function linesOf({ lines, tall }, probabilities, metadata) {
  const classes = metadata.output.classes.length;
  let first = 0;
  return lines.map((line) => {
    const own = probabilities.subarray(first * classes, (first + line.segments.length) * classes);
    first += line.segments.length;
    return bestPath(line, own, tall, metadata).steps;
  });
}

/**
 * What of a writing's lines is a number, or several, of two digits at least; else none. They are of like height, each line has a sure one
 * and gains enough on average, they lie beside each other, and they are sure or most of what is written in their lines.
 * @returns {Step[]}
 */
function kept(read, { lines }, metadata) {
  const found = read.filter((steps) => steps.some(isSure)).flat();
  const heights = found
    .filter(isSure)
    .map(tallOf)
    .sort((a, b) => a - b);
  const middle = heights[heights.length >> 1];
  const isLike = (step) => LIKE[0] * middle <= tallOf(step) && tallOf(step) <= LIKE[1] * middle;
  const alike = found.filter((step) => isLike(step) && isDigit(step.choice, metadata, false));
  const gaining = lines
    .map((_, number) => alike.filter((step) => lineOf(step) === number))
    .filter((line) => line.length > 0 && mean(gainsOf(line)) >= LEAST_MEAN_GAIN)
    .flat();
  if (gaining.length < 2 || crowded(gaining) > MOST_CROWDED) return [];
  // Beside sure digits there may be a word.
  const areSure = mean(gainsOf(gaining)) >= SURE_GAIN;
  return areSure || leftOut(gaining, lines)[0] <= MOST_LEFT_OUT ? gaining : [];
}

/**
 * The part of a digit's box that others of its line take, on average, times the logarithm of how many digits there are. In noise digits
 * are read that lie over one another, and the more of them, the likelier that it is noise.
 */
function crowded(steps) {
  const shared = steps.map((step) => {
    const others = steps.filter((other) => other !== step && lineOf(other) === lineOf(step));
    return sum(others.map((other) => shareOf(step.segment.glyph.box, other.segment.glyph.box)));
  });
  return mean(shared) * Math.log(steps.length);
}

/** Of each digit, as far as it counts. */
const gainsOf = (steps) => steps.map(({ gain }) => within(gain));

/** Which atoms of each line are part of a digit. */
function usedBy(steps, lines) {
  const used = lines.map(({ atoms }) => atoms.map(() => false));
  for (const step of steps) used[lineOf(step)].fill(true, step.segment.run.start, step.segment.run.stop);
  return used;
}

/**
 * The share of a writing's ink, by its height and how much it looks like writing, that is part of no digit: 0…1.
 * @returns {[number, number]} of the lines in which there are digits, by their ink, and of all others, by all ink
 */
function leftOut(steps, lines) {
  const used = usedBy(steps, lines);
  let [here, beside, elsewhere] = [0, 0, 0];
  lines.forEach(({ atoms }, number) => {
    const isRead = used[number].includes(true);
    atoms.forEach((atom, at) => {
      const ink = heightOf(atom) * atom.score;
      if (!isRead) elsewhere += ink;
      else if (used[number][at]) here += ink;
      else beside += ink;
    });
  });
  return [beside / (here + beside), elsewhere / (here + beside + elsewhere)];
}

/**
 * What speaks for a view that shows several digits, against there being one or none, in the order of OF_VIEW.
 * 1; the least and the mean gain of its digits; the least sure which digit it is, as a logarithm; how many there are, as a logarithm;
 * the share of them that are cut off from one another, of 1s, which anything may fall apart into, and of those that are alone in their
 * line; the share of ink in their lines that is left out; how unlike their heights are; whether any find has all of them, as where none
 * was looked for, and the logarithm of the best odds of such, where these are better than even, that it is one digit: an 8 is two rings; the
 * same, where it surely is one; the least of their scores, as a logarithm; and how sure a digit is that another view of the same ink
 * shows where this one has none: a broad stroke is no ink in a narrow view; and the share of all ink that is in lines without
 * digits.
 * @param {Step[]} steps
 * @param {Writing} writing
 * @param {Find[] | null} finds  null where preprocess has not looked for any
 * @param {Step[][]} views       the digits of all views of the picture, be it one of them
 */
function featuresOf(steps, { lines }, finds, views) {
  const gains = gainsOf(steps);
  const heights = steps.map((step) => Math.log(tallOf(step)));
  const middle = mean(heights);
  const inLine = lines.map((_, number) => steps.filter((step) => lineOf(step) === number).length);
  const used = usedBy(steps, lines);
  const torn = steps.filter((step) => {
    const { start } = step.segment.run;
    return lines[lineOf(step)].atoms[start].torn > 0 && used[lineOf(step)][start - 1];
  });
  const [beside, elsewhere] = leftOut(steps, lines);
  const around = aroundOf(steps);
  const wholes = (finds ?? []).filter(({ box }) => shareOf(around, box) >= COVERED);
  return [
    1.0,
    Math.min(...gains),
    mean(gains),
    Math.log(Math.min(...steps.map(({ choice }) => Math.max(...choice.probabilities)))),
    Math.log(steps.length),
    torn.length / (steps.length - 1),
    sum(steps.map(({ choice }) => choice.probabilities[1])) / steps.length,
    inLine.filter((count) => count === 1).length / steps.length,
    beside,
    Math.sqrt(mean(heights.map((high) => (high - middle) ** 2))),
    finds === null || wholes.length > 0 ? 1.0 : 0.0,
    Math.max(0.0, ...wholes.map(({ odds }) => odds)),
    Math.max(0.0, ...wholes.map(({ odds }) => odds - SURELY_ONE)),
    Math.log(Math.min(...steps.map(({ segment }) => segment.glyph.score)) + LEAST_SCORE),
    missedBy(steps, views),
    elsewhere,
  ];
}

/** The most that a digit gains in a view of the same polarity of which these digits cover nearly nothing; 0 where there is none. */
function missedBy(steps, views) {
  const own = steps.map(({ segment }) => segment.glyph);
  const isMissed = ({ segment: { glyph } }) =>
    glyph.polarity === own[0].polarity && sum(own.map(({ box }) => shareOf(glyph.box, box))) < MISSED;
  return Math.max(0.0, ...gainsOf(views.flat().filter(isMissed)));
}

/** The box of all digits together. */
function aroundOf(steps) {
  const boxes = steps.map(({ segment }) => segment.glyph.box);
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, right - left, bottom - top];
}
