// The table of many pictures: a row each, with thumbnail, reading, confidence and problem.
import { element } from '../element.js';
import { canvasOf } from '../picture.js';
import { rowOf } from './words.js';

const COLUMNS = ['Picture', 'Reading', 'Sure', 'Problem'];
const WAITING = 'waiting';

/** A table by its roles: of rows that are laid out as a table's, browsers may not leave out those that nobody sees. */
export class Table {
  /**
   * @param {HTMLElement} place
   * @param {(index: number) => void} open  called where a person wants to look closer at a picture
   */
  constructor(place, open) {
    this.body = part('rowgroup', 'rows');
    const heads = COLUMNS.map((name) => part('columnheader', '', name));
    place.append(part('rowgroup', 'heads', part('row', 'row', ...heads)), this.body);
    place.setAttribute('role', 'table');
    place.setAttribute('aria-label', 'Pictures');
    this.body.addEventListener('click', ({ target }) => {
      const row = target.closest('.row');
      // A selection of text is not a wish to look.
      if (row && getSelection().isCollapsed) open(this.rows.findIndex((each) => each.row === row));
    });
  }

  /** @param {string[]} names  of the pictures, which wait */
  fill(names) {
    this.rows = names.map((name) => {
      const button = element('button', { type: 'button', className: 'name', textContent: name, title: name });
      const thumbnail = element('span', { className: 'thumbnail' });
      const cells = [
        part('cell', 'picture', thumbnail, button),
        part('cell', 'text'),
        part('cell', 'sure'),
        part('cell', 'problem', WAITING),
      ];
      return { row: part('row', 'row', ...cells), thumbnail, cells };
    });
    this.body.replaceChildren(...this.rows.map(({ row }) => row));
  }

  /**
   * @param {number} index
   * @param {object} reading
   * @param {ImageBitmap} [bitmap]  given away
   */
  show(index, reading, bitmap) {
    const { row, thumbnail, cells } = this.rows[index];
    const { text, sure, problem, tone } = rowOf(reading);
    if (bitmap) thumbnail.replaceChildren(canvasOf(bitmap));
    cells[1].textContent = text;
    cells[2].textContent = sure;
    cells[3].textContent = problem;
    row.dataset.tone = tone;
  }

  /** Gives the focus back to a picture's row. */
  focus(index) {
    this.rows[index]?.row.querySelector('.name').focus();
  }
}

function part(role, className, ...children) {
  const node = element('div', { className }, ...children);
  node.setAttribute('role', role);
  return node;
}
