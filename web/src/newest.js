// While one question is being answered, only the newest of those that follow is kept. Pure.

/**
 * Strokes may come faster than readings: the ones between would be answered late, and for nothing.
 * @param {() => Promise<void>} answer
 * @returns {() => Promise<void>} asks once more; resolves when no question is left
 */
export function newestOnly(answer) {
  let running = null;
  let again = false;
  const run = async () => {
    try {
      do {
        again = false;
        await answer();
      } while (again);
    } finally {
      running = null;
    }
  };
  return () => {
    if (running) again = true;
    else running = run();
    return running;
  };
}
