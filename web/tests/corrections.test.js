import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { asZip } from '../src/corrections/zip.js';

const correction = (label, said, byte) => ({ label, said, png: Uint8Array.of(byte), at: Date.UTC(2026, 0, byte) });

test('corrections become pictures and a table of labels', () => {
  const files = unzipSync(asZip([correction('7', '1', 1), correction('no digit', '4', 2), correction('0', '', 3)]));
  expect(strFromU8(files['labels.csv']).split('\n')).toEqual([
    'picture,label',
    '0001-is-7-read-1.png,7',
    '0002-is-no-digit-read-4.png,no digit',
    '0003-is-0-read-nothing.png,0',
    '',
  ]);
  expect(files['0002-is-no-digit-read-4.png']).toEqual(Uint8Array.of(2));
  expect(Object.keys(files)).toHaveLength(4);
});
