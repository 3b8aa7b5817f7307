// One of many pictures, looked at closely: read once more, larger, in a dialog that walks through all of them.
import { AnswerView } from '../answer_view.js';
import { element } from '../element.js';
import { canvasOf } from '../picture.js';

export class Inspector {
  /**
   * @param {HTMLElement} body                                   where the dialog is put
   * @param {import('../recogniser.js').Recogniser} recogniser
   * @param {import('../digits_view.js').Tools} tools
   * @param {(index: number) => void} onClose                    told which picture was last looked at
   */
  constructor(body, recogniser, tools, onClose) {
    this.recogniser = recogniser;
    this.name = element('h2', { id: 'inspected' });
    this.place = element('p', { className: 'hint' });
    const walk = element('div', { className: 'walk' });
    walk.append(
      button('Previous', () => this.#walk(-1)),
      button('Next', () => this.#walk(1)),
      button('Close', () => this.dialog.close()),
    );
    const place = {
      text: element('p', { className: 'text', ariaLive: 'polite' }),
      note: element('p', { className: 'note' }),
      details: element('div', { className: 'details' }),
    };
    place.note.setAttribute('role', 'status');
    this.dialog = element('dialog', { className: 'inspector' });
    this.dialog.setAttribute('aria-labelledby', this.name.id);
    this.dialog.append(element('div', { className: 'head' }, this.name, this.place, walk), ...Object.values(place));
    body.append(this.dialog);
    this.view = new AnswerView(place, tools);
    this.dialog.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowLeft') this.#walk(-1);
      if (event.key === 'ArrowRight') this.#walk(1);
    });
    this.dialog.addEventListener('close', () => {
      this.view.clear();
      onClose(this.index);
    });
  }

  /** @param {File[]} files  all that can be looked at */
  offer(files) {
    this.files = files;
  }

  /** @param {number} index */
  async open(index) {
    this.index = index;
    const file = this.files[index];
    this.name.textContent = file.name;
    this.place.textContent = `${index + 1} of ${this.files.length}`;
    this.view.say('Reading…');
    if (!this.dialog.open) this.dialog.showModal();
    try {
      const { thumbnail, ...answer } = await this.recogniser.readFile(file, 'alone');
      if (index !== this.index || !this.dialog.open) thumbnail?.close();
      else this.view.show(answer, thumbnail && canvasOf(thumbnail));
    } catch (error) {
      if (index === this.index) this.view.say(error.message, 'problem');
    }
  }

  #walk(step) {
    const index = this.index + step;
    if (index >= 0 && index < this.files.length) this.open(index);
  }
}

function button(name, act) {
  const node = element('button', { type: 'button', className: 'small', textContent: name });
  node.addEventListener('click', act);
  return node;
}
