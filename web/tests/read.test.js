import { describe, expect, test } from 'vitest';
import { preprocess } from '../src/preprocess/index.js';
import { readPixels } from '../src/read.js';

const METADATA = {
  name: 'sure',
  version: '0123456789ab',
  output: { classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'no digit'] },
  calibration: { temperature: 1 },
  choice: { bias: 0, odds: 1, surety: 0, score: 0, one: 0, breadth: 0, breadth_squared: 0, slant: 0, stroke: 0 },
  // Nothing speaks for several digits.
  numbers: new Proxy({}, { get: () => 0 }),
  accept_threshold: 0.5,
  no_digit_threshold: 0.5,
  no_digit_threshold_as_is: 0.5,
};

/** A model that takes one of the glyphs for a 7, and all others for no digit. */
const sureOf = (glyph) => ({
  metadata: METADATA,
  async predict(glyphs) {
    const rows = Array.from({ length: glyphs.length / (28 * 28) }, (_, index) =>
      METADATA.output.classes.map((name) => (name === (index === glyph ? '7' : 'no digit') ? 0.99 : 0.001)),
    );
    return Float32Array.from(rows.flat());
  },
});

/** Dark bars (left, top, width, height) on light paper, 200×150. */
function bars(...all) {
  const picture = { width: 200, height: 150, data: new Uint8Array(200 * 150 * 3).fill(230) };
  for (const [left, top, w, h] of all) {
    for (let y = top; y < top + h; y++) picture.data.fill(40, (y * 200 + left) * 3, (y * 200 + left + w) * 3);
  }
  return picture;
}

describe('readPixels', () => {
  const picture = bars([90, 40, 8, 60], [20, 30, 30, 40]);

  test.each([0, 1, 2, 5])('of several candidates, number %d is read, which is a digit', async (index) => {
    const { reading, glyphs } = await readPixels(picture, 'a.png', sureOf(index));
    const { text, digits, image } = reading;
    expect(text).toBe('7');
    expect(digits).toHaveLength(1);
    expect(digits[0].box).toEqual(preprocess(picture)[index].box);
    expect(image).toEqual({ width: 200, height: 150 });
    expect(glyphs).toEqual(preprocess(picture)[index].pixels);
  });

  test.each([
    ['whose candidates are none', picture, 'no digit'],
    ['without ink', bars(), 'blank'],
  ])('a picture %s has no digit', async (_, pixels, reason) => {
    const { reading, glyphs } = await readPixels(pixels, 'a.png', sureOf(-1));
    expect(reading).toMatchObject({ text: '', digits: [], reason });
    expect(glyphs).toHaveLength(0);
  });

  test.each([
    ['no lone digit is found, several are looked for in all inks, be a hole the likelier digit', 0.6],
    ['a hole is a digit, several are looked for in what looks most like one, too', 0.0001],
  ])('where %s', async (_, noneOfHole) => {
    const two = [
      [70, 40, 8, 60],
      [100, 40, 8, 60],
    ];
    const pixels = bars(...two);
    const finds = preprocess(pixels);
    // Of the finds alone no dark one is a digit; of what is looked at after that, all are sevens.
    const alone = finds.map(({ polarity }) => (polarity === 'light' ? noneOfHole : 0.9999));
    const model = {
      metadata: { ...METADATA, numbers: new Proxy({}, { get: (_, name) => ({ bias: 5, view: 1 })[name] ?? 0 }) },
      async predict(glyphs) {
        const count = glyphs.length / (28 * 28);
        const nones = alone.splice(0).slice(0, count);
        const rows = Array.from({ length: count }, (_, index) => {
          const none = nones[index] ?? 0.001;
          return METADATA.output.classes.map((name) => ({ 7: 1 - none, 'no digit': none })[name] ?? 0);
        });
        return Float32Array.from(rows.flat());
      },
    };
    const { reading } = await readPixels(pixels, 'a.png', model);
    expect(finds.some(({ polarity }) => polarity === 'light')).toBe(true);
    expect(reading.text).toBe('77');
    expect(reading.digits.map(({ box }) => box)).toEqual(two);
  });
});
