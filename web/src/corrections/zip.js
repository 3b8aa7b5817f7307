// Corrections as one file: the pictures and labels.csv, as `python -m train --extra FOLDER` reads them. Pure.
import { strToU8, zipSync } from 'fflate';

const COLUMNS = 'picture,label';

/**
 * @param {import('./store.js').Correction[]} corrections
 * @returns {Uint8Array} a zip file
 */
export function asZip(corrections) {
  const named = corrections.map((correction, index) => ({ ...correction, name: nameOf(correction, index + 1) }));
  const rows = named.map(({ name, label }) => `${name},${label}`);
  return zipSync({
    'labels.csv': strToU8(`${[COLUMNS, ...rows].join('\n')}\n`),
    // PNG is packed already.
    ...Object.fromEntries(named.map(({ name, png, at }) => [name, [png, { level: 0, mtime: at }]])),
  });
}

/** What it is and what it was read as, so that the folder can be looked through: "0007-is-4-read-9.png". */
function nameOf({ label, said }, number) {
  const words = `is-${label || 'nothing'}-read-${said || 'nothing'}`.replaceAll(' ', '-');
  return `${String(number).padStart(4, '0')}-${words}.png`;
}
