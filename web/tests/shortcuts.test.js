import { expect, test } from 'vitest';
import { askedBy, keysOf, SHORTCUTS, shortcutOf } from '../src/shortcuts.js';

const pressed = (keys) => {
  const parts = keys.split('+');
  return {
    key: parts.at(-1),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
};

test.each([
  ['Ctrl+z', 'undo'],
  ['Meta+z', 'undo'],
  ['Ctrl+Shift+Z', 'redo'],
  ['Ctrl+y', 'redo'],
  ['Delete', 'clear'],
  ['Ctrl+o', 'choose'],
  ['Ctrl+/', 'help'],
  ['Ctrl+Shift+/', 'help'],
  ['z', undefined],
  ['Ctrl+Alt+z', undefined],
  ['Ctrl+Delete', undefined],
  ['Shift+Delete', undefined],
  ['Ctrl+c', undefined],
  ['Ctrl+v', undefined],
])('%s asks for %s', (keys, does) => {
  expect(askedBy(pressed(keys))).toBe(does);
});

test('no key that writes something is taken without a modifier', () => {
  expect(SHORTCUTS.filter(({ key, command }) => key.length === 1 && !command)).toEqual([]);
});

test.each([
  [{ key: 'z', command: true, shift: true }, 'Ctrl+Shift+Z', '⇧⌘Z'],
  [{ key: 'delete' }, 'Delete', 'Delete'],
])('%j is written %s, on a Mac %s', (shortcut, elsewhere, mac) => {
  expect(keysOf(shortcut, false)).toBe(elsewhere);
  expect(keysOf(shortcut, true)).toBe(mac);
});

test('the first of several is shown', () => {
  expect(shortcutOf('redo', false)).toBe('Ctrl+Shift+Z');
});
