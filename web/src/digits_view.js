// A reading to look into: the picture with a button over each digit, and the chosen digit's glyph and bars.
import { firstToShow, placeOf } from './boxes.js';
import { element } from './element.js';
import { nameOf, percent, sureness } from './words.js';

const SIDE = 28;

/**
 * @param {import('./read.js').Answer} answer
 * @param {HTMLCanvasElement} [picture]  what was read
 * @returns {HTMLElement[]} the picture, then of the chosen digit the glyph and the bars; nothing where there is nothing to show
 */
export function digitsView({ reading, glyphs }, picture) {
  const digits = reading.digits ?? [];
  const frame = picture && frameOf(picture);
  const boxes = frame ? [frame] : [];
  if (digits.length === 0) return boxes;

  const chosen = element('div', { className: 'chosen' });
  const buttons = digits.map((digit) => boxOf(digit, reading.image));
  const choose = (index) => {
    for (const button of buttons) button.setAttribute('aria-pressed', button === buttons[index]);
    const pixels = glyphs.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
    chosen.replaceChildren(glyphOf(pixels, digits[index]), chartOf(digits[index], digits.length > 1));
  };
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => choose(index));
  });
  choose(firstToShow(digits));
  if (frame) {
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', 'The digits in the picture');
    frame.append(...buttons);
  }
  return [...boxes, chosen];
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

/** The glyph as the network sees it: its 28×28 pixels, white on black. */
function glyphOf(pixels, { digit }) {
  const canvas = element('canvas', { className: 'glyph', width: SIDE, height: SIDE, title: 'What the network sees' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `What the network sees of the digit read as ${digit}`);
  const rgba = Uint8ClampedArray.from({ length: pixels.length * 4 }, (_, i) => (i % 4 === 3 ? 255 : pixels[i >> 2]));
  canvas.getContext('2d').putImageData(new ImageData(rgba, SIDE, SIDE), 0, 0);
  return canvas;
}

/** The ten probabilities of a digit, headed by its name where there are others that it could be mistaken for. */
function chartOf(digit, isOneOfSeveral) {
  const bars = digit.probabilities.map((probability, value) => barOf(value, probability, value === digit.digit));
  const list = element('ul', { className: 'bars' }, ...bars);
  list.setAttribute('aria-label', `Probabilities of the digit read as ${digit.digit}`);
  const heading = element('p', { className: 'chart-title' }, element('b', { textContent: digit.digit }));
  heading.append(` ${sureness(digit)}`);
  return element('div', { className: 'chart' }, ...(isOneOfSeveral ? [heading] : []), list);
}

function barOf(value, probability, isAnswer) {
  const fill = element('span', { className: 'fill' });
  fill.style.setProperty('--part', `${probability * 100}%`);
  return element(
    'li',
    { className: isAnswer ? 'answer' : '', title: `${value}: ${percent(probability)}` },
    element('span', { className: 'value', textContent: value }),
    element('span', { className: 'track' }, fill),
    element('span', { className: 'percent', textContent: percent(probability) }),
  );
}
