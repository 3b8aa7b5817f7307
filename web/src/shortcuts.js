// The keys that do what buttons do: one table for the page's ears, the buttons' titles and the help.

/**
 * does: what is done; key: as KeyboardEvent.key, lower case; command: with Ctrl, or ⌘ on a Mac; words: for people; byBrowser: the
 * browser does it, with an event of its own.
 * Without a modifier only keys that write nothing are taken, so that nobody's speech input sets them off.
 */
export const SHORTCUTS = [
  { does: 'undo', key: 'z', command: true, words: 'Undo' },
  { does: 'redo', key: 'z', command: true, shift: true, words: 'Redo' },
  { does: 'redo', key: 'y', command: true, words: 'Redo' },
  { does: 'clear', key: 'delete', words: 'Clear' },
  { does: 'choose', key: 'o', command: true, words: 'Choose pictures' },
  { does: 'copy', key: 'c', command: true, words: 'Copy the text', byBrowser: true },
  { does: 'paste', key: 'v', command: true, words: 'Paste a picture', byBrowser: true },
  { does: 'help', key: '/', command: true, words: 'Help' },
];

/**
 * @param {KeyboardEvent} event
 * @returns {string | undefined} what it asks for
 */
export function askedBy(event) {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  return SHORTCUTS.find(
    (each) =>
      !each.byBrowser &&
      each.key === key &&
      Boolean(each.command) === command &&
      !event.altKey &&
      // Where / is a shifted key, as on a German keyboard, Shift says nothing.
      (each.key === '/' || Boolean(each.shift) === event.shiftKey),
  )?.does;
}

/** @returns {string} as people write it: "Ctrl+Shift+Z", on a Mac "⇧⌘Z" */
export function keysOf({ key, command, shift }, isMac) {
  const name = key.length === 1 ? key.toUpperCase() : key[0].toUpperCase() + key.slice(1);
  if (isMac) return `${shift ? '⇧' : ''}${command ? '⌘' : ''}${name}`;
  return [command && 'Ctrl', shift && 'Shift', name].filter(Boolean).join('+');
}

/** @returns {string} the first keys of what is to be done */
export const shortcutOf = (does, isMac) =>
  keysOf(
    SHORTCUTS.find((each) => each.does === does),
    isMac,
  );
