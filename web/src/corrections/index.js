// What people say it really was: kept in this browser, counted on the page, saved as labelled pictures.
import { save } from '../save.js';
import { all, forget, forgetAll, keep } from './store.js';

/** Shows how many corrections are kept, and what can be done with them. */
export class Corrections {
  /** @param {Document} page */
  constructor(page) {
    this.section = page.querySelector('#corrections');
    this.count = page.querySelector('#kept');
    page.querySelector('#save-corrections').addEventListener('click', () => this.#save());
    page.querySelector('#delete-corrections').addEventListener('click', () => this.#deleteAll());
    this.ready = this.#show();
  }

  /**
   * @param {string} key
   * @param {HTMLCanvasElement} canvas  the picture
   * @param {string} said               what was read
   * @param {string | null} label       what it really is; null takes it back
   * @returns {Promise<string>} a sentence on what was done
   * @throws {Error} with a sentence
   */
  async correct(key, canvas, said, label) {
    if (label === null) {
      await forget(key);
      await this.#show();
      return 'Taken back.';
    }
    const picture = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    const png = new Uint8Array(await picture.arrayBuffer());
    await keep(key, { label, said, png, at: Date.now() });
    await this.#show();
    return `Kept on this device as ${label === 'no digit' ? label : `a ${label}`}.`;
  }

  async #show() {
    const { length } = await all();
    this.section.hidden = length === 0;
    this.count.textContent = length === 1 ? '1 correction is kept' : `${length} corrections are kept`;
  }

  async #save() {
    const { asZip } = await import('./zip.js');
    save('digits-corrections.zip', new Blob([asZip(await all())], { type: 'application/zip' }));
  }

  async #deleteAll() {
    if (!confirm('Delete all corrections that are kept in this browser?')) return;
    await forgetAll();
    await this.#show();
  }
}
