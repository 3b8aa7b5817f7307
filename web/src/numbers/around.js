// framesAround: the box or the ring that is drawn around a number, where the number touches it.
import { largestFirst } from '../preprocess/components.js';
import { maskOf, placeIn } from '../preprocess/mask.js';
import { dilate } from '../preprocess/morphology.js';
import { unframe } from '../preprocess/unframe.js';

// So many pieces, the largest, are looked at as a box or a ring that writing touches.
const MOST_FRAMES = 4;

/**
 * Where boxes and rings are that writing in them touches.
 * @param {import('../preprocess/group.js').Pieces} found
 * @param {number} width        of the frame
 * @param {Set<number>} mayBe   which pieces they may be
 * @param {boolean[]} holdMore  in which of them there are others
 * @returns {number[]} places in the frame
 */
export function framesAround({ pieces, labels }, width, mayBe, holdMore) {
  const largest = largestFirst(pieces).filter((index) => mayBe.has(index));
  return largest.slice(0, MOST_FRAMES).flatMap((index) => {
    const mask = maskOf(labels, width, pieces[index], index + 1);
    const held = unframe(mask, holdMore[index]);
    if (!held) return [];
    // A pixel broader, as its soft edge is.
    const frame = dilate({ ...mask, data: mask.data.map((is, at) => (is && !held.data[at] ? 1 : 0)) }, 3);
    const places = [...frame.data.keys()].filter((at) => frame.data[at] && !held.data[at]);
    return places.map((at) => placeIn(pieces[index], at, width));
  });
}
