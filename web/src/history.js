// What was, is and will be again: undo and redo over states that are never changed in place. Pure.

/** @template State */
export class History {
  /** @param {State} first */
  constructor(first) {
    this.now = first;
    this.past = [];
    this.future = [];
  }

  /** @param {State} next  what can no longer be reached by redo is forgotten */
  change(next) {
    this.past.push(this.now);
    this.now = next;
    this.future = [];
  }

  /** @returns {boolean} whether there was something to undo */
  undo() {
    return this.#step(this.past, this.future);
  }

  /** @returns {boolean} whether there was something to redo */
  redo() {
    return this.#step(this.future, this.past);
  }

  #step(from, to) {
    if (from.length === 0) return false;
    to.push(this.now);
    this.now = from.pop();
    return true;
  }
}
