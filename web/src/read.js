// picture -> Reading: the whole road, without a page around it.
import { choose } from './choose.js';
import { decode, rgbOf } from './decode.js';
import { PictureError } from './errors.js';
import { preprocess } from './preprocess/index.js';
import { errorReading, reading } from './reading.js';

const GLYPH = 28 * 28;

/**
 * @param {{width: number, height: number, data: Uint8Array}} picture  RGB, upright
 * @param {string} source                                             its name
 * @param {import('./predict.js').Model} model
 * @returns {Promise<object>} the Reading
 */
export async function readPixels(picture, source, model) {
  const glyphs = preprocess(picture);
  const batch = new Uint8Array(glyphs.length * GLYPH);
  glyphs.forEach((glyph, index) => {
    batch.set(glyph.pixels, index * GLYPH);
  });
  const probabilities = await model.predict(batch);
  const chosen = choose(glyphs, probabilities, model.metadata);
  const found = chosen ? [{ glyph: glyphs[chosen.index], choice: chosen }] : [];
  return reading(source, picture, found, model.metadata);
}

/**
 * @param {File} file
 * @param {import('./predict.js').Model} model
 * @param {(bitmap: ImageBitmap) => Promise<unknown>} [look]  shown the upright picture before it is read
 * @returns {Promise<object>} the Reading; a picture that cannot be read is an answer too
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
    if (error instanceof PictureError) return errorReading(file.name, error, model.metadata);
    throw error;
  }
}
