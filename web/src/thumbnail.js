// How large the copy of a picture is that the page keeps to show. Pure.

/**
 * Longest side, pixels. alone: large enough to see the boxes on a page of writing, and for preprocess to find the same again.
 * row: of a table, sharp on fine screens; a thousand of them are a photo's memory.
 */
export const LONGEST = { alone: 640, row: 96 };

/**
 * @param {{width: number, height: number}} picture  pixels
 * @param {'alone' | 'row'} use
 * @returns {{width: number, height: number}} whole pixels, in the picture's shape, never larger than the picture
 */
export function thumbnailSize({ width, height }, use) {
  const scale = Math.min(1, LONGEST[use] / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
