// What the page shows beside the pad: the reading, and how things stand.
import { AnswerView } from './answer_view.js';
import { ghost } from './chart.js';
import { element } from './element.js';
import { canvasOf, canvasOfDrawing } from './picture.js';
import { describe } from './words.js';

const LOADING = 'Loading the recogniser…';
const IDLE = 'Draw on the pad, or choose pictures.';

export class View {
  /**
   * @param {Document} page
   * @param {import('./digits_view.js').Tools} tools
   */
  constructor(page, tools) {
    this.body = page.body;
    this.output = page.querySelector('#reading');
    const place = { text: this.output, note: page.querySelector('#note'), details: page.querySelector('#details') };
    this.answer = new AnswerView(place, tools);
    place.details.append(ghost());
    this.again = element('button', {
      type: 'button',
      className: 'small again',
      textContent: 'Try again',
      hidden: true,
    });
    place.note.after(this.again);
  }

  showReady() {
    this.body.dataset.ready = '';
    if (this.output.textContent === '') this.answer.say(IDLE);
  }

  showLoading() {
    this.again.hidden = true;
    this.answer.say(LOADING);
  }

  /** @param {() => void} act  what may help where nothing works */
  offerAgain(act) {
    this.again.onclick = act;
    this.again.hidden = false;
  }

  showIdle() {
    this.#clear('ready' in this.body.dataset ? IDLE : this.answer.note.textContent);
  }

  showProblem(message) {
    this.#clear(message, 'problem');
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
    this.#show(answer, canvasOfDrawing(drawing));
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {ImageBitmap} [thumbnail]  given away
   */
  showPicture(answer, thumbnail) {
    this.#show(answer, thumbnail && canvasOf(thumbnail));
  }

  /** @param {boolean} isBlank  whether the pad waits for a first stroke */
  markBlank(isBlank) {
    this.body.toggleAttribute('data-blank', isBlank);
  }

  /** Several pictures are being read into the table: nothing is to be said of each. */
  showMany(count) {
    this.#clear(`Reading ${count} pictures…`);
    this.output.setAttribute('aria-busy', 'true');
  }

  /**
   * The last of several pictures; all are in the table.
   * @param {import('./read.js').Answer} answer
   * @param {ImageBitmap} [thumbnail]            given away
   */
  showLast(answer, thumbnail) {
    this.showPicture(answer, thumbnail);
    this.answer.say(`${answer.reading.source}, the last of all: ${describe(answer.reading)}`, this.answer.tone);
  }

  #show(answer, picture) {
    this.output.removeAttribute('aria-busy');
    this.answer.show(answer, picture);
  }

  #clear(words, tone) {
    this.output.removeAttribute('aria-busy');
    this.answer.clear(words, tone);
    this.answer.details.append(ghost());
  }
}
