// picture -> Reading, and the glyphs it was read from: the whole road, without a page around it.
import { choose } from './choose.js';
import { decode, rgbOf } from './decode.js';
import { PictureError } from './errors.js';
import { preprocess } from './preprocess/index.js';
import { errorReading, isDigit, isGlyph, reading } from './reading.js';

const GLYPH = 28 * 28;

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
 * What could be the picture's digit, and what was chosen.
 * @param {import('./preprocess/index.js').Rgb} rgb  upright
 * @param {import('./predict.js').Model} model
 * @returns {Promise<{glyph: import('./preprocess/glyph.js').Glyph, choice: import('./choose.js').Choice}[]>} one, or none where there
 *   is no ink
 */
async function digits(rgb, model) {
  const glyphs = preprocess(rgb);
  const chosen = choose(glyphs, await model.predict(inOne(glyphs)), model.metadata);
  return chosen ? [{ glyph: glyphs[chosen.index], choice: chosen }] : [];
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
