// A button that puts a text on the clipboard, and says whether it is there.
import { element } from './element.js';
import { COPIED, NOT_COPIED } from './words.js';

/**
 * @param {string} name  of the button
 * @returns {{node: HTMLElement, offer: (text: string | (() => Promise<string>)) => void}} offer: makes this the text to copy; the
 *   button hides where it is empty
 */
export function copyTool(name) {
  const button = element('button', { type: 'button', className: 'small', textContent: name, hidden: true });
  const outcome = element('span', { className: 'hint' });
  outcome.setAttribute('role', 'status');
  let text = '';
  button.addEventListener('click', async () => {
    const asked = text;
    const words = (await isCopied(typeof asked === 'function' ? await asked() : asked)) ? COPIED : NOT_COPIED;
    if (asked === text) outcome.textContent = words;
  });
  return {
    node: element('div', { className: 'copy' }, button, outcome),
    offer(newText) {
      text = newText;
      button.hidden = text === '';
      outcome.textContent = '';
    },
  };
}

async function isCopied(text) {
  try {
    // Without https there is no clipboard at all; with it, the browser may refuse.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
