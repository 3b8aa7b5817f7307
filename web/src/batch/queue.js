// Works through many, one at a time and in order; it can be stopped, and goes on where it was. Pure.

export class Queue {
  /**
   * @param {number} count
   * @param {(index: number) => Promise<void>} work  one at a time: what waits costs no memory
   */
  constructor(count, work) {
    this.count = count;
    this.work = work;
    this.next = 0;
    this.stopped = true;
    /** What `go` promised, until it ends. */
    this.running = null;
  }

  get isDone() {
    return this.next === this.count;
  }

  /** @returns {Promise<boolean>} whether all is done; false where it was stopped */
  go() {
    this.stopped = false;
    this.running ??= this.#run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async #run() {
    while (!this.stopped && !this.isDone) await this.work(this.next++);
    return this.isDone;
  }

  /** What is under way is still done. */
  stop() {
    this.stopped = true;
  }
}
