// The corrections that are kept in this browser, in its IndexedDB.
import { clear, createStore, del, set, values } from 'idb-keyval';

/**
 * label: what it really is, "0"…"9" or "no digit"; said: what was read, "" for nothing; png: the picture, a file's bytes; at: when,
 * milliseconds since 1970.
 * @typedef {{label: string, said: string, png: Uint8Array, at: number}} Correction
 */

const FULL =
  'The storage of this browser is full. Save the corrections as a file and delete them here, then try again.';
const NONE = 'This browser keeps nothing for this page, as in a private window. The correction is not kept.';

let place;
const store = () => {
  place ??= createStore('digits', 'corrections');
  return place;
};

const inWords = (error) => new Error(/quota/i.test(`${error?.name} ${error?.message}`) ? FULL : NONE, { cause: error });

/**
 * @param {string} key             a correction of the same key takes this one's place
 * @param {Correction} correction
 * @throws {Error} with a sentence for people
 */
export async function keep(key, correction) {
  try {
    await set(key, correction, store());
  } catch (error) {
    throw inWords(error);
  }
}

/** @param {string} key */
export const forget = (key) => del(key, store());

/** @returns {Promise<Correction[]>} the oldest first; none where the browser keeps nothing */
export async function all() {
  try {
    return (await values(store())).sort((a, b) => a.at - b.at);
  } catch {
    return [];
  }
}

export const forgetAll = () => clear(store());
