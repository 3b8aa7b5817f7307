// How large the copy of a picture is that the page keeps to show. Pure.

// Large enough to see the boxes on a page of writing.
const LONGEST = 640;
// All that are shown together have no more pixels than this: a folder of photos must not fill a phone's memory.
const TOGETHER = 16e6;

/**
 * @param {{width: number, height: number}} picture  pixels
 * @param {number} pictures                          how many are shown together
 * @returns {{width: number, height: number}} whole pixels, in the picture's shape, never larger than the picture
 */
export function thumbnailSize({ width, height }, pictures) {
  const longest = Math.min(LONGEST, Math.sqrt(TOGETHER / pictures));
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
