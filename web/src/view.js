// What the page shows beside the pad: the reading, and how things stand.
import { AnswerView } from './answer_view.js';
import { canvasOf, canvasOfDrawing } from './picture.js';
import { describe } from './words.js';

const IDLE = 'Draw on the pad, or choose pictures.';

export class View {
  /**
   * @param {Document} page
   * @param {object} tools  of digitsView
   */
  constructor(page, tools) {
    this.body = page.body;
    this.output = page.querySelector('#reading');
    const place = { text: this.output, note: page.querySelector('#note'), details: page.querySelector('#details') };
    this.answer = new AnswerView(place, tools);
  }

  showReady() {
    this.body.dataset.ready = '';
    if (this.output.textContent === '') this.answer.say(IDLE);
  }

  showIdle() {
    this.output.removeAttribute('aria-busy');
    this.answer.clear('ready' in this.body.dataset ? IDLE : this.answer.note.textContent);
  }

  showProblem(message) {
    this.answer.clear(message, 'problem');
  }

  /** Says something and leaves the reading as it is. */
  say(words, tone) {
    this.answer.say(words, tone);
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {ImageData} drawing  what was read, black on white
   */
  showDrawing(answer, drawing) {
    this.answer.show(answer, canvasOfDrawing(drawing));
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {ImageBitmap} [thumbnail]  given away
   */
  showPicture(answer, thumbnail) {
    this.answer.show(answer, thumbnail && canvasOf(thumbnail));
  }

  /** @param {boolean} isBlank  whether the pad waits for a first stroke */
  markBlank(isBlank) {
    this.body.toggleAttribute('data-blank', isBlank);
  }

  /** Several pictures are being read into the table: nothing is to be said of each. */
  showMany(count) {
    this.answer.clear(`Reading ${count} pictures…`);
    this.output.setAttribute('aria-busy', 'true');
  }

  /** The last of several pictures; all are in the table. */
  showLast(reading) {
    this.output.removeAttribute('aria-busy');
    this.answer.showText(reading, `${reading.source}, the last of all: ${describe(reading)}`);
  }
}
