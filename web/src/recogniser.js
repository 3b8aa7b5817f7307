// The page's end of the worker: every call is a promise of one Reading, with the glyphs it was read from.

export class Recogniser {
  /** @param {string} modelFolder  absolute address, ending in a slash */
  constructor(modelFolder) {
    this.modelFolder = modelFolder;
    this.pending = new Map();
    this.lastId = 0;
    this.start();
  }

  /** Begins, or begins anew where it did not work. What was asked before is not answered any more. */
  start() {
    this.worker?.terminate();
    for (const id of [...this.pending.keys()]) this.#settle({ id, failed: 'it was started anew' });
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    this.worker.postMessage({ start: this.modelFolder });
    /** Resolves to the name of the backend once a reading can be given; digits.json is in `metadata` then. */
    this.ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => {
        if ('id' in data) this.#settle(data);
        else if (data.ready) {
          this.metadata = data.metadata;
          resolve(data.ready);
        } else reject(new Error(data.failed));
      };
      this.worker.onerror = (event) => {
        const error = new Error(event.message || 'its program could not be loaded');
        reject(error);
        for (const id of [...this.pending.keys()]) this.#settle({ id, failed: error.message });
      };
    });
  }

  /**
   * @param {{width: number, height: number, data: Uint8Array}} pixels  RGB; its buffer is given away
   * @param {string} source
   * @returns {Promise<import('./read.js').Answer>}
   */
  readPixels(pixels, source) {
    return this.#ask({ pixels, source }, [pixels.data.buffer]);
  }

  /**
   * @param {File} file
   * @param {'alone' | 'row'} use  of the thumbnail, which says how large it is
   * @returns {Promise<{reading: object, glyphs: Uint8Array, thumbnail?: ImageBitmap}>} the caller closes the thumbnail
   */
  readFile(file, use) {
    return this.#ask({ file, use });
  }

  /**
   * @param {Uint8Array} glyph  [784]
   * @param {number} digit      read from it
   * @returns {Promise<import('./heat.js').Heat>} what of it mattered
   */
  async heat(glyph, digit) {
    return (await this.#ask({ glyph, digit })).heat;
  }

  async #ask(message, transfer = []) {
    await this.ready;
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...message }, transfer);
    });
  }

  #settle({ id, failed, ...result }) {
    const { resolve, reject } = this.pending.get(id);
    this.pending.delete(id);
    if (failed === undefined) resolve(result);
    else reject(new Error(failed));
  }
}
