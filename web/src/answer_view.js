// An answer in its place on the page: the text, a sentence on it, and the picture with its digits to look into.
import { copyTool } from './copy.js';
import { digitsView } from './digits_view.js';
import { describe } from './words.js';

const NOTHING = { text: '', digits: [] };

export class AnswerView {
  /**
   * @param {{text: HTMLElement, note: HTMLElement, details: HTMLElement}} place
   * @param {import('./digits_view.js').Tools} tools
   */
  constructor({ text, note, details }, tools) {
    this.text = text;
    this.note = note;
    this.details = details;
    this.tools = tools;
    this.copy = copyTool('Copy text');
    note.after(this.copy.node);
  }

  /**
   * @param {import('./read.js').Answer} answer
   * @param {HTMLCanvasElement} [picture]  what was read
   */
  show(answer, picture) {
    const { reading } = answer;
    this.showText(reading, describe(reading));
    this.details.dataset.size = reading.digits?.length > 1 ? 'large' : 'small';
    this.details.replaceChildren(...digitsView(answer, picture, this.tools));
  }

  /** Shows a reading's text and says something of it; there is nothing to look into. */
  showText(reading, words) {
    this.#write(reading.text ?? '', toneOf(reading));
    this.details.replaceChildren();
    this.say(words, toneOf(reading));
  }

  clear(words = '', tone = 'calm') {
    this.showText(NOTHING, words);
    this.say(words, tone);
  }

  say(words, tone = 'calm') {
    this.note.textContent = words;
    this.note.dataset.tone = tone;
  }

  get tone() {
    return this.note.dataset.tone;
  }

  #write(text, tone) {
    const lines = text.split('\n');
    this.text.textContent = text;
    this.text.dataset.tone = tone;
    // By these the text's size is chosen, so that a page of numbers fits where one digit fills the place.
    this.text.style.setProperty('--columns', Math.max(1, ...lines.map((line) => line.length)));
    this.text.style.setProperty('--lines', lines.length);
    this.copy.offer(text);
  }
}

function toneOf(reading) {
  if (reading.error) return 'problem';
  return reading.digits.every((digit) => digit.accepted) ? 'calm' : 'unsure';
}
