// The pictures in dropped folders, and in the folders within.

/** What a file picker would call a picture, by its name: folders hold other things, too, of which nobody asked. */
const PICTURE = /\.(jpe?g|jpe|jfif|a?png|webp|gif|bmp|dib|avif|heic|heif|tiff?)$/i;

/**
 * @param {FileSystemEntry[]} entries  files and folders, as they were dropped
 * @returns {Promise<(File | {name: string})[]>} dropped files, whatever they are, and the pictures of dropped folders by their names, without
 *   hidden ones; of what cannot be had, the name alone
 */
export async function filesOf(entries) {
  const found = await Promise.all(
    entries.map((entry) => (entry.isDirectory ? inFolder(entry) : fileOf(entry).then((file) => [file]))),
  );
  return found.flat();
}

async function inFolder(folder) {
  const reader = folder.createReader();
  const entries = [];
  // Browsers hand out a hundred at a time.
  for (let some = await read(reader); some.length > 0; some = await read(reader)) entries.push(...some);
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  shown.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const found = await Promise.all(
    shown.map((entry) => {
      if (entry.isDirectory) return inFolder(entry);
      return PICTURE.test(entry.name) ? fileOf(entry).then((file) => [file]) : [];
    }),
  );
  return found.flat();
}

const read = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
// Reading a name alone tells that the file is not there, as of one that was deleted a moment later.
const fileOf = (entry) => new Promise((resolve) => entry.file(resolve, () => resolve({ name: entry.name })));
