// The pad's tools, their keys and the help: everything that can be asked for by a button or a shortcut.
import { element } from './element.js';
import { askedBy, keysOf, SHORTCUTS, shortcutOf } from './shortcuts.js';
import { PENS } from './strokes.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * @param {Document} page
 * @param {Object<string, () => void>} actions  what is done, by the name in SHORTCUTS
 */
export function offerTools(page, actions) {
  const all = { ...actions, help: () => openHelp(page), choose: () => page.querySelector('#pictures').click() };
  for (const button of page.querySelectorAll('[data-does]')) {
    const { does } = button.dataset;
    button.title = `${button.textContent} (${shortcutOf(does, isMac)})`;
    button.addEventListener('click', all[does]);
  }
  page.addEventListener('keydown', (event) => {
    const asked = askedBy(event);
    if (!asked || page.querySelector('dialog[open]')) return;
    // Delete means the drawing: pressed elsewhere, it must not take a table of a thousand pictures away.
    if (asked === 'clear' && !page.activeElement.matches('body, .draw *')) return;
    event.preventDefault();
    all[asked]();
  });
  page.querySelector('#help-close').addEventListener('click', () => page.querySelector('#help-dialog').close());
}

/**
 * Where nothing is selected, what the browser copies is the reading.
 * @param {Document} page
 * @param {() => string} text  of the reading; "" where there is none
 */
export function offerCopy(page, text) {
  page.addEventListener('copy', (event) => {
    if (!getSelection().isCollapsed || text() === '') return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', text());
  });
}

/**
 * @param {Document} page
 * @param {import('./pad.js').Pad} pad  gets the chosen width
 */
export function offerPens(page, pad) {
  const choose = () => {
    pad.pen = PENS[page.querySelector('[name="pen"]:checked').value];
  };
  page.querySelector('.pens').addEventListener('change', choose);
  // Browsers keep the choice over a reload.
  choose();
}

function openHelp(page) {
  const list = page.querySelector('#keys');
  if (!list.hasChildNodes()) {
    for (const words of new Set(SHORTCUTS.map((shortcut) => shortcut.words))) {
      const same = SHORTCUTS.filter((shortcut) => shortcut.words === words);
      const keys = same.map((shortcut) => element('kbd', { textContent: keysOf(shortcut, isMac) }));
      list.append(element('div', {}, element('dt', { textContent: words }), element('dd', {}, ...keys)));
    }
  }
  page.querySelector('#help-dialog').showModal();
}
