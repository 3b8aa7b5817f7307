// A reading to look into: the picture with a button over each digit, and the chosen digit's glyph and bars.
import { firstToShow, placeOf } from './boxes.js';
import { chart, labels } from './chart.js';
import { element } from './element.js';
import { glyphView } from './glyph_view.js';
import { nameOf } from './words.js';

const GLYPH = 28 * 28;

/**
 * What a look may ask for. heat: what of a glyph mattered; correct: keeps what a picture, or a digit of it, really is.
 * @typedef {{heat: (pixels: Uint8Array, digit: number) => Promise<import('./heat.js').Heat>,
 *   correct: (canvas: HTMLCanvasElement, said: string) => import('./chart.js').Correcting}} Tools
 */

/**
 * @param {import('./read.js').Answer} answer
 * @param {HTMLCanvasElement | undefined} picture  what was read
 * @param {Tools} tools
 * @returns {HTMLElement[]} the picture, then of the chosen digit the glyph and the bars; nothing where there is nothing to show
 */
export function digitsView({ reading, glyphs }, picture, tools) {
  if (!picture) return [];
  const digits = reading.digits ?? [];
  const frame = frameOf(picture);
  if (digits.length === 0) return [frame, labels(tools.correct(picture, ''))];

  const chosen = element('div', { className: 'chosen' });
  const buttons = digits.map((digit) => boxOf(digit, reading.image));
  const views = digits.map((digit, index) => {
    const [seen, words] = glyphView(glyphs.subarray(index * GLYPH, (index + 1) * GLYPH), digit.digit, tools.heat);
    // Of several digits, a correction is of the one glyph, not of the picture.
    const what = digits.length > 1 ? seen.querySelector('canvas') : picture;
    return [seen, words, chart(digit, digits.length > 1, tools.correct(what, String(digit.digit)))];
  });
  const choose = (index) => {
    for (const button of buttons) button.setAttribute('aria-pressed', button === buttons[index]);
    chosen.replaceChildren(...views[index]);
  };
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => choose(index));
  });
  choose(firstToShow(digits));
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', 'The digits in the picture');
  frame.append(...buttons);
  return [frame, chosen];
}

/** The picture, in its shape at whatever size there is room for. */
function frameOf(picture) {
  picture.setAttribute('aria-hidden', 'true');
  const frame = element('div', { className: 'boxes' }, picture);
  frame.style.setProperty('--shape', picture.width / picture.height);
  return frame;
}

function boxOf(digit, image) {
  const tag = element('span', { className: 'tag', textContent: digit.accepted ? digit.digit : `${digit.digit}?` });
  const button = element('button', { type: 'button', className: digit.accepted ? 'box' : 'box doubtful' }, tag);
  button.setAttribute('aria-label', nameOf(digit));
  for (const [property, length] of Object.entries(placeOf(digit.box, image)))
    button.style.setProperty(property, length);
  return button;
}
