// picture -> Reading, and the glyphs it was read from: the whole road, without a page around it.
import { calibrate, choose, weigh } from './choose.js';
import { decode, rgbOf } from './decode.js';
import { PictureError } from './errors.js';
import { decide, findsOf, hasMoreColour, passedOver, readPage, SURELY_SEVERAL } from './numbers/decide.js';
import {
  findSheets,
  findSheetsAsTall,
  findWriting,
  glyphsOf,
  mayBePage,
  settled,
  wholeGlyphs,
} from './numbers/writing.js';
import { findCoarserInks, findColourInk, findGlyphs, findInks, fineView, POLARITIES } from './preprocess/index.js';
import { errorReading, isDigit, isGlyph, reading } from './reading.js';

const GLYPH = 28 * 28;
// Ink of a polarity that has this part of all that speaks for digits, or less, is no writing.
const UNLIKELY = 0.02;

/** @typedef {import('./preprocess/glyph.js').Glyph} Glyph */

/**
 * reading: the Reading; glyphs: [digits × 784], the glyph of each of its digits, in their order, white ink on black.
 * @typedef {{reading: object, glyphs: Uint8Array}} Answer
 */

/**
 * @param {{width: number, height: number, data: Uint8Array}} picture  RGB, upright
 * @param {string} source                                             its name
 * @param {import('./predict.js').Model} model
 * @returns {Promise<Answer>}
 */
export async function readPixels(picture, source, model) {
  const found = await digits(picture, model);
  const said = found.filter(({ choice }) => isDigit(choice, model.metadata, isGlyph(picture)));
  return {
    reading: reading(source, picture, found, model.metadata),
    glyphs: inOne(said.map(({ glyph }) => glyph)),
  };
}

/**
 * What could be the picture's digits, in reading order, and what was chosen for each.
 * @param {import('./preprocess/index.js').Rgb} rgb  upright
 * @param {import('./predict.js').Model} model
 * @returns {Promise<{glyph: Glyph, choice: import('./choose.js').Choice}[]>} none where there is no ink
 */
async function digits(rgb, model) {
  const { metadata } = model;
  const view = fineView(rgb);
  const looks = findInks(view);
  // What is a glyph already is one digit at most.
  const first = isGlyph(rgb) ? [] : [looks.next().value];
  const known = findSheets(first);
  for (const { writing, said } of await segmentsOf(known.filter(mayBePage), model)) {
    const page = readPage(writing, said, metadata);
    if (page.length > 0) return page;
  }
  const inks = [...first, ...looks];
  const byColour = findColourInk(view);
  const glyphs = findGlyphs(view, inks, byColour);
  const alone = await model.predict(inOne(glyphs));
  const chosen = choose(glyphs, alone, metadata);
  const lone = chosen && { glyph: glyphs[chosen.index], choice: chosen };
  const sheets = isGlyph(rgb) ? [] : findSheets(written(inks, glyphs, alone, chosen, metadata), known, glyphs);
  const views = await segmentsOf(sheets, model);
  const finds = findsOf(glyphs, alone, metadata);
  let found = decided(lone, finds, views, metadata);
  const lookFurther = async (further) => {
    views.push(...(await segmentsOf(further, model)));
    const several = decided(null, finds, views, metadata, SURELY_SEVERAL);
    if (several.length > 0) found = several;
  };
  const over = isGlyph(rgb) ? [] : passedOver(finds, found);
  if (over.length > 0) {
    const others = written([...inks, ...findCoarserInks(view)], glyphs, alone, chosen, metadata);
    await lookFurther(
      findSheetsAsTall(others, [...over.map(({ box }) => box), ...found.map(({ glyph }) => glyph.box)]),
    );
  }
  if (found.length < 2 && !isGlyph(rgb) && hasMoreColour(glyphs, found)) {
    // The edge of a shadow, or a bright pen, may leave one digit of several to the views in grey.
    await lookFurther(findSheets(written([byColour], glyphs, alone, chosen, metadata)));
  }
  return found;
}

/** `decide` of what `segmentsOf` gives. */
function decided(lone, finds, views, metadata, least) {
  const writings = views.map(({ writing }) => writing);
  const said = views.map(({ said }) => said);
  return decide(lone, finds, writings, said, metadata, least);
}

/**
 * The writing on each sheet, and what the network says of its segments, not calibrated.
 * @param {import('./numbers/writing.js').Sheet[]} sheets
 * @param {import('./predict.js').Model} model
 */
async function segmentsOf(sheets, model) {
  const found = [];
  for (const sheet of sheets) {
    const wholes = await model.predict(inOne(wholeGlyphs(sheet)));
    const writing = findWriting(settled(sheet, wholes, model.metadata));
    found.push({ writing, said: await model.predict(inOne(glyphsOf(writing))) });
  }
  return found;
}

/**
 * The inks that may be writing: of dark and of light ink the one in which digits were found; both, where that is not clear, or none was.
 * What looks most like a digit has its ink looked at in any case: of digits that touch, it is no digit, but the hole of a 0 may be one.
 * @param {import('./preprocess/index.js').Ink[]} inks
 * @param {Glyph[]} glyphs              what preprocess found
 * @param {Float32Array} probabilities  what the network says of them, not calibrated
 * @param {import('./choose.js').Choice | null} lone  what `choose` made of it
 * @param {object} metadata             digits.json
 */
function written(inks, glyphs, probabilities, lone, metadata) {
  if (!lone) return [];
  // Of digits that touch, a find that has them all is no digit, and a hole between them may weigh more than their ink.
  if (!isDigit(lone, metadata, false)) return inks;
  const classes = metadata.output.classes.length;
  const likely = new Map([...POLARITIES, ''].map((polarity) => [polarity, 0.0]));
  glyphs.forEach((glyph, index) => {
    const own = probabilities.subarray(index * classes, (index + 1) * classes);
    const calibrated = calibrate(own, metadata.calibration.temperature);
    likely.set(glyph.polarity, likely.get(glyph.polarity) + weigh(calibrated, glyph, metadata));
  });
  const grey = POLARITIES.reduce((sum, polarity) => sum + likely.get(polarity), 0.0);
  const clearest = glyphs.reduce((best, glyph) => (glyph.score > best.score ? glyph : best)).polarity;
  return inks.filter(({ polarity }) => polarity === clearest || likely.get(polarity) > UNLIKELY * grey);
}

/** The glyphs' pixels after one another, [N × 784]. */
function inOne(glyphs) {
  const all = new Uint8Array(glyphs.length * GLYPH);
  glyphs.forEach(({ pixels }, index) => {
    all.set(pixels, index * GLYPH);
  });
  return all;
}

/**
 * @param {File} file
 * @param {import('./predict.js').Model} model
 * @param {(bitmap: ImageBitmap) => Promise<unknown>} [look]  shown the upright picture before it is read
 * @returns {Promise<Answer>} a picture that cannot be read is an answer too
 */
export async function readFile(file, model, look) {
  try {
    const bitmap = await decode(file);
    try {
      await look?.(bitmap);
      return await readPixels(rgbOf(bitmap), file.name, model);
    } finally {
      bitmap.close();
    }
  } catch (error) {
    if (error instanceof PictureError) {
      return { reading: errorReading(file.name, error, model.metadata), glyphs: new Uint8Array(0) };
    }
    throw error;
  }
}
