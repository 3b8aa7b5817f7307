// Hands a file that the page has made to the browser to save.
import { element } from './element.js';

/**
 * @param {string} name
 * @param {Blob} content
 */
export function save(name, content) {
  const address = URL.createObjectURL(content);
  element('a', { href: address, download: name }).click();
  // The click has only begun the download.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
