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
    // What is said, and in which tone, where nothing is being read.
    this.idle = [LOADING];
  }

  showReady() {
    this.body.dataset.ready = '';
    this.idle = [IDLE];
    // What is being read by now keeps its word.
    if (this.answer.note.textContent === LOADING) this.answer.say(IDLE);
  }

  showLoading() {
    this.again.hidden = true;
    this.idle = [LOADING];
    this.answer.say(LOADING);
  }

  /**
   * Nothing works.
   * @param {string} message
   * @param {() => void} act  what may help
   */
  offerAgain(message, act) {
    this.idle = [message, 'problem'];
    this.showProblem(message);
    this.again.onclick = act;
    this.again.hidden = false;
  }

  showIdle() {
    this.#clear(...this.idle);
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
