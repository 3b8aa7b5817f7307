// What the page shows: the reading beside the pad, and a list of the chosen pictures where there are several.
import { copyTool } from './copy.js';
import { digitsView } from './digits_view.js';
import { element } from './element.js';
import { describe } from './words.js';

const IDLE = 'Draw on the pad, or choose pictures.';
const NOTHING = { reading: { text: '', digits: [] }, glyphs: new Uint8Array(0) };

export class View {
  /** @param {Document} page */
  constructor(page) {
    this.body = page.body;
    this.output = page.querySelector('#reading');
    this.note = page.querySelector('#note');
    this.details = page.querySelector('#details');
    this.results = page.querySelector('#results');
    this.list = page.querySelector('#results ul');
    this.copy = copyTool();
    this.note.after(this.copy.node);
  }

  showReady() {
    this.body.dataset.ready = '';
    if (this.output.textContent === '') this.#say(IDLE);
  }

  showIdle() {
    this.#show(NOTHING, 'ready' in this.body.dataset ? IDLE : this.note.textContent);
  }

  showProblem(message) {
    this.#show(NOTHING, message, 'problem');
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {ImageData} drawing  what was read, black on white
   */
  showDrawing(answer, drawing) {
    const canvas = element('canvas', { className: 'drawing', width: drawing.width, height: drawing.height });
    canvas.getContext('2d').putImageData(drawing, 0, 0);
    this.#show(answer, describe(answer.reading), toneOf(answer.reading), digitsView(answer, canvas), 'small');
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {ImageBitmap} [thumbnail]  given away
   */
  showPicture(answer, thumbnail) {
    const { reading } = answer;
    const shown = digitsView(answer, thumbnail && canvasOf(thumbnail));
    this.#show(answer, describe(reading), toneOf(reading), shown, sizeOf(reading));
  }

  /** Shows the answer of one of several pictures; its picture and bars are in the list. */
  showOneOfSeveral(answer, name) {
    this.#show(answer, `${name}: ${describe(answer.reading)}`, toneOf(answer.reading));
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
   * @returns {{show: (answer: import('./read.js').Answer, thumbnail?: ImageBitmap) => void, fail: (message: string) => void,
   *   isGone: () => boolean}} the thumbnail is given away
   */
  addPicture(name) {
    const frame = element('div', { className: 'thumbnail' });
    const text = element('p', { className: 'text' });
    const note = element('p', { className: 'note', textContent: 'Waiting…' });
    const copy = copyTool();
    const details = element('div', { className: 'details' });
    const title = element('h3', { textContent: name, title: name });
    const words = element('div', { className: 'words' }, title, text, note, copy.node);
    const item = element('li', { className: 'card picture' }, frame, words, details);
    this.list.append(item);
    this.results.hidden = false;
    return {
      show(answer, thumbnail) {
        const { reading } = answer;
        const { boxes, chosen } = digitsView(answer, thumbnail && canvasOf(thumbnail));
        frame.replaceChildren(...boxes);
        details.replaceChildren(...chosen);
        text.textContent = reading.text ?? '';
        note.textContent = describe(reading);
        copy.offer(text.textContent);
        item.dataset.size = sizeOf(reading);
        item.dataset.tone = toneOf(reading);
      },
      fail(message) {
        note.textContent = message;
        item.dataset.tone = 'problem';
      },
      isGone: () => !item.isConnected,
    };
  }

  #show({ reading }, words, tone = 'calm', { boxes, chosen } = { boxes: [], chosen: [] }, size = 'small') {
    const text = reading.text ?? '';
    const lines = text.split('\n');
    this.output.textContent = text;
    this.output.dataset.tone = tone;
    // By these the text's size is chosen, so that a page of numbers fits where one digit fills the place.
    this.output.style.setProperty('--columns', Math.max(1, ...lines.map((line) => line.length)));
    this.output.style.setProperty('--lines', lines.length);
    this.copy.offer(text);
    this.details.dataset.size = size;
    this.details.replaceChildren(...boxes, ...chosen);
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

/** A lone digit needs little room; several are found again only on a large picture. */
function sizeOf(reading) {
  return reading.digits?.length > 1 ? 'large' : 'small';
}

function canvasOf(bitmap) {
  const canvas = element('canvas', { width: bitmap.width, height: bitmap.height });
  canvas.getContext('bitmaprenderer').transferFromImageBitmap(bitmap);
  return canvas;
}
