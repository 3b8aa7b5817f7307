/**
 * A picture that cannot be read. It becomes a Reading with `error`: an answer, not a crash.
 * code: not-found, not-an-image, unsupported-format, too-large or too-many-pixels.
 * message: one line for the person whose picture it is: what is wrong and, where it helps, what to do.
 */
export class PictureError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'PictureError';
    this.code = code;
  }
}
