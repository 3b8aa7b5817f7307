import { expect, test } from 'vitest';
import { filesOf } from '../src/folders.js';

// A hundred at a time, as Chromium hands them out.
const AT_ONCE = 100;

const file = (name) => ({ name, isDirectory: false, file: (resolve) => resolve({ name }) });
const lost = (name) => ({
  name,
  isDirectory: false,
  file: (_, reject) => reject(new DOMException('gone', 'NotFoundError')),
});
const folder = (name, ...entries) => ({
  name,
  isDirectory: true,
  createReader() {
    const left = [...entries];
    return { readEntries: (resolve) => resolve(left.splice(0, AT_ONCE)) };
  },
});
const names = async (...entries) => (await filesOf(entries)).map(({ name }) => name);

test.each([
  ['pictures by their number', [folder('f', file('p10.png'), file('p9.png'))], ['p9.png', 'p10.png']],
  ['those of folders within', [folder('f', folder('g', file('b.jpg')), file('a.JPEG'))], ['a.JPEG', 'b.jpg']],
  ['nothing but pictures', [folder('f', file('.DS_Store'), file('notes.txt'), file('a.webp'))], ['a.webp']],
  [
    'what was dropped beside them, whatever it is',
    [file('notes.txt'), folder('f', file('a.png'))],
    ['notes.txt', 'a.png'],
  ],
  [
    'all pictures that the command line knows and a browser may read',
    [folder('f', file('a.jfif'), file('b.jpe'), file('c.APNG'), file('d.dib'))],
    ['a.jfif', 'b.jpe', 'c.APNG', 'd.dib'],
  ],
  ['nothing hidden', [folder('f', file('._a.jpg'), folder('.thumbnails', file('b.png')), file('a.jpg'))], ['a.jpg']],
  [
    'the name of what cannot be had, and all others',
    [folder('f', file('a.png'), lost('b.png'), file('c.png')), lost('d.png')],
    ['a.png', 'b.png', 'c.png', 'd.png'],
  ],
  ['an empty folder', [folder('f')], []],
])('dropped folders give %s', async (_, entries, expected) => {
  expect(await names(...entries)).toEqual(expected);
});

test('a large folder is read to its end', async () => {
  const many = Array.from({ length: 1000 }, (_, index) => file(`${index}.png`));
  expect(await names(folder('f', ...many))).toHaveLength(1000);
});

test('a folder that cannot be read is an error', async () => {
  const broken = { isDirectory: true, createReader: () => ({ readEntries: (_, reject) => reject(new Error('gone')) }) };
  await expect(filesOf([broken])).rejects.toThrow('gone');
});
