// Many pictures at once: read one after another into a table, with progress, Cancel, and the readings to take along.
import { copyTool } from '../copy.js';
import { errorReading } from '../reading.js';
import { save } from '../save.js';
import { Inspector } from './inspector.js';
import { Queue } from './queue.js';
import { Table } from './table.js';
import { summaryOf } from './words.js';

const TYPES = { csv: 'text/csv', json: 'application/json' };

export class Batch {
  /**
   * @param {Document} page
   * @param {import('../recogniser.js').Recogniser} recogniser
   * @param {import('../digits_view.js').Tools} tools
   */
  constructor(page, recogniser, tools) {
    this.recogniser = recogniser;
    this.section = page.querySelector('#results');
    this.summary = page.querySelector('#summary');
    this.progress = page.querySelector('#progress');
    this.cancel = page.querySelector('#cancel');
    this.table = new Table(page.querySelector('#table'), (index) => this.inspector.open(index));
    this.inspector = new Inspector(page.body, recogniser, tools, (index) => this.table.focus(index));
    this.queue = new Queue(0);
    this.cancel.addEventListener('click', () => (this.queue.running ? this.stop() : this.#run()));
    const copy = copyTool('Copy as text');
    copy.offer(async () => (await this.#files()).asText(this.readings));
    page.querySelector('#take').prepend(copy.node);
    for (const kind of Object.keys(TYPES)) {
      page.querySelector(`#save-${kind}`).addEventListener('click', () => this.#save(kind));
    }
  }

  /**
   * @param {File[]} files
   * @returns {Promise<boolean>} whether all are read; false where it was cancelled or cleared
   */
  async read(files) {
    this.stop();
    this.files = files;
    this.readings = [];
    this.inspector.offer(files);
    this.table.fill(files.map(({ name }) => name));
    this.progress.max = files.length;
    this.section.hidden = false;
    const queue = new Queue(files.length, (index) => this.#readOne(queue, index));
    this.queue = queue;
    await this.#run();
    return queue === this.queue && queue.isDone;
  }

  stop() {
    this.queue.stop();
  }

  clear() {
    this.stop();
    this.queue = new Queue(0);
    this.section.hidden = true;
    this.table.fill([]);
    this.files = [];
    this.readings = [];
  }

  async #run() {
    const { queue } = this;
    this.cancel.hidden = false;
    this.cancel.textContent = 'Cancel';
    this.progress.hidden = false;
    this.summary.removeAttribute('role');
    const done = await queue.go();
    if (queue !== this.queue) return;
    this.cancel.hidden = done;
    this.cancel.textContent = 'Go on';
    this.progress.hidden = done;
    // Told once, not with every picture.
    this.summary.setAttribute('role', 'status');
    this.summary.textContent = summaryOf(this.readings, this.files.length);
  }

  async #readOne(queue, index) {
    const file = this.files[index];
    const { thumbnail, ...answer } = await this.recogniser.readFile(file, 'row').catch(({ message }) => ({
      reading: errorReading(file.name, { code: 'failed', message }, this.recogniser.metadata),
    }));
    if (queue !== this.queue) {
      thumbnail?.close();
      return;
    }
    this.readings.push(answer.reading);
    this.table.show(index, answer.reading, thumbnail);
    this.progress.value = index + 1;
    this.summary.textContent = `${index + 1} of ${this.files.length} read`;
  }

  #files() {
    return import('./files.js');
  }

  async #save(kind) {
    const { asCsv, asJson } = await this.#files();
    const content = { csv: asCsv, json: asJson }[kind](this.readings);
    save(`digits.${kind}`, new Blob([content], { type: TYPES[kind] }));
  }
}
