// The ten probabilities of a digit as bars; each bar is also the button that says "it really is this one".
import { element } from './element.js';
import { percent, sureness } from './words.js';

export const NO_DIGIT = 'no digit';
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * keep: takes a label, "0"…"9" or "no digit", or null for none; resolves to a sentence on what became of it.
 * @typedef {{keep: (label: string | null) => Promise<string>}} Correcting
 */

/**
 * @param {{digit: number, probabilities: number[]}} digit
 * @param {boolean} isOneOfSeveral  then the bars are headed by the digit's name
 * @param {Correcting} correcting
 * @returns {HTMLElement}
 */
export function chart(digit, isOneOfSeveral, correcting) {
  const bars = digit.probabilities.map((probability, value) => barOf(value, probability, value === digit.digit));
  const list = element('ul', { className: 'bars' }, ...bars);
  list.setAttribute('aria-label', `Probabilities of the digit read as ${digit.digit}`);
  const heading = element('p', { className: 'chart-title' }, element('b', { textContent: digit.digit }));
  heading.append(` ${sureness(digit)}`);
  const none = labelButton(NO_DIGIT, { className: 'small' }, 'No digit');
  const outcome = outcomeOf('Wrong? Choose what it is.');
  const node = element('div', { className: 'chart' }, ...(isOneOfSeveral ? [heading] : []), list);
  node.append(element('div', { className: 'correct' }, outcome, none));
  offer(node, outcome, correcting);
  return node;
}

/**
 * Where no digit was found: the ten, to say which one there is.
 * @param {Correcting} correcting
 * @returns {HTMLElement}
 */
export function labels(correcting) {
  const outcome = outcomeOf('Is there a digit? Choose which.');
  const buttons = DIGITS.map((digit) => labelButton(digit, { className: 'small' }, digit));
  const group = element('div', { className: 'labels' }, ...buttons);
  const node = element('div', { className: 'chart' }, element('div', { className: 'correct' }, outcome), group);
  offer(node, outcome, correcting);
  return node;
}

/** @returns {HTMLElement} what keeps the place of picture, glyph and bars while there are none */
export function ghost() {
  const bars = DIGITS.map((digit) =>
    element(
      'li',
      { className: 'ghosted' },
      element('span', { textContent: digit }),
      element('span', { className: 'track' }),
    ),
  );
  const places = ['picture', 'glyph'].map(() => element('span', { className: 'ghosted' }));
  const chartOfNone = element('div', { className: 'chart' }, element('ul', {}, ...bars));
  chartOfNone.append(element('div', { className: 'correct' }));
  const node = element('div', { className: 'ghost' }, ...places, chartOfNone);
  node.setAttribute('aria-hidden', 'true');
  return node;
}

function offer(node, outcome, { keep }) {
  const buttons = [...node.querySelectorAll('[data-label]')];
  const press = (chosen) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button === chosen));
  };
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      // Chosen once more, it is taken back.
      const chosen = button.getAttribute('aria-pressed') === 'true' ? null : button;
      press(chosen);
      try {
        outcome.textContent = await keep(chosen ? button.dataset.label : null);
      } catch (error) {
        press(null);
        outcome.textContent = error.message;
      }
    });
  }
}

function outcomeOf(words) {
  const outcome = element('p', { className: 'hint', textContent: words });
  outcome.setAttribute('role', 'status');
  return outcome;
}

function labelButton(label, properties, ...children) {
  const button = element('button', { type: 'button', ...properties }, ...children);
  button.dataset.label = label;
  button.setAttribute('aria-pressed', 'false');
  return button;
}

function barOf(value, probability, isAnswer) {
  const fill = element('span', { className: 'fill' });
  fill.style.setProperty('--part', `${probability * 100}%`);
  const button = labelButton(
    String(value),
    { className: 'bar', title: `It really is a ${value}` },
    element('span', { className: 'value', textContent: value }),
    // The space parts the words where they are read aloud.
    element('span', { className: 'track', textContent: ' ' }, fill),
    element('span', { className: 'percent', textContent: percent(probability) }),
    element('span', { className: 'unseen', textContent: `: it really is a ${value}` }),
  );
  return element('li', { className: isAnswer ? 'answer' : '' }, button);
}
