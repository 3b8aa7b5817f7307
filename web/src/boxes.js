// Where the digits stand on the picture, and which of them is looked at first. Pure.

const percent = (part, whole) => `${(100 * part) / whole}%`;

/**
 * A box's place as CSS lengths, so that it holds at any size the picture is shown in.
 * @param {number[]} box                           x, y, width, height in pixels of the picture
 * @param {{width: number, height: number}} image  pixels
 * @returns {{left: string, top: string, width: string, height: string}}
 */
export function placeOf([x, y, width, height], image) {
  return {
    left: percent(x, image.width),
    top: percent(y, image.height),
    width: percent(width, image.width),
    height: percent(height, image.height),
  };
}

/**
 * The digit that needs a person's eye most: the least sure of those that are not accepted, or else the first.
 * @param {{accepted: boolean, confidence: number}[]} digits  at least one
 * @returns {number} its index
 */
export function firstToShow(digits) {
  const doubtful = digits.filter((digit) => !digit.accepted);
  const least = Math.min(...doubtful.map((digit) => digit.confidence));
  return Math.max(
    0,
    digits.findIndex((digit) => !digit.accepted && digit.confidence === least),
  );
}
