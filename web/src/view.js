// What the page shows: the reading beside the pad, and a list of the chosen pictures.
import { describe, percent, sureness } from './words.js';

const IDLE = 'Draw a digit on the pad, or choose pictures.';

const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

export class View {
  /** @param {Document} page */
  constructor(page) {
    this.body = page.body;
    this.output = page.querySelector('#reading');
    this.note = page.querySelector('#note');
    this.details = page.querySelector('#details');
    this.results = page.querySelector('#results');
    this.list = page.querySelector('#results ul');
  }

  showReady() {
    this.body.dataset.ready = '';
    if (this.output.textContent === '') this.#say(IDLE);
  }

  showIdle() {
    this.#show('', [], 'ready' in this.body.dataset ? IDLE : this.note.textContent);
  }

  showProblem(message) {
    this.#show('', [], message, 'problem');
  }

  /** @param {string} [name]  of the picture, where there are several */
  showReading(reading, name) {
    const words = name ? `${name}: ${describe(reading)}` : describe(reading);
    this.#show(reading.text ?? '', reading.digits ?? [], words, toneOf(reading));
  }

  showProgress(message) {
    this.#say(message);
  }

  clearPictures() {
    this.list.replaceChildren();
    this.results.hidden = true;
  }

  /**
   * Adds a picture to the list, waiting for its reading.
   * @param {string} name
   * @returns {{show: (reading: object, thumbnail?: ImageBitmap) => void, fail: (message: string) => void}}
   */
  addPicture(name) {
    const frame = element('div', { className: 'thumbnail' });
    const text = element('p', { className: 'text' });
    const note = element('p', { className: 'note', textContent: 'Waiting…' });
    const details = element('div', { className: 'details' });
    const words = element('div', { className: 'words' }, element('h3', { textContent: name, title: name }), text, note);
    const item = element('li', { className: 'card picture' }, frame, words, details);
    this.list.append(item);
    this.results.hidden = false;
    return {
      show(reading, thumbnail) {
        if (thumbnail) frame.replaceChildren(canvasOf(thumbnail));
        text.textContent = reading.text ?? '';
        note.textContent = describe(reading);
        details.replaceChildren(...(reading.digits ? chartsOf(reading.digits) : []));
        item.dataset.tone = toneOf(reading);
      },
      fail(message) {
        note.textContent = message;
        item.dataset.tone = 'problem';
      },
    };
  }

  #show(text, digits, words, tone = 'calm') {
    this.output.textContent = text;
    this.output.dataset.tone = tone;
    this.details.replaceChildren(...chartsOf(digits));
    this.#say(words, tone);
  }

  #say(words, tone = 'calm') {
    this.note.textContent = words;
    this.note.dataset.tone = tone;
  }
}

function toneOf(reading) {
  if (reading.error) return 'problem';
  return reading.digits.every((digit) => digit.accepted) ? 'calm' : 'unsure';
}

function canvasOf(bitmap) {
  const canvas = element('canvas', { width: bitmap.width, height: bitmap.height });
  canvas.setAttribute('aria-hidden', 'true');
  canvas.getContext('bitmaprenderer').transferFromImageBitmap(bitmap);
  return canvas;
}

/** One chart of ten probabilities a digit; each has a heading where there is more than one. */
function chartsOf(digits) {
  return digits.map((digit) => {
    const bars = digit.probabilities.map((probability, value) => barOf(value, probability, value === digit.digit));
    const list = element('ul', { className: 'bars' }, ...bars);
    list.setAttribute('aria-label', `Probabilities of the digit read as ${digit.digit}`);
    const heading = element('p', { className: 'chart-title' }, element('b', { textContent: digit.digit }));
    heading.append(` ${sureness(digit)}`);
    return element('div', { className: 'chart' }, ...(digits.length > 1 ? [heading] : []), list);
  });
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
