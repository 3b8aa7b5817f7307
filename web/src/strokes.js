// Strokes -> ink: what a pen leaves, the same on every screen and in the picture that is read.
import { getStroke, getStrokePoints } from 'perfect-freehand';

/** The side of the square that strokes become ink in; from here it is scaled to any size. */
export const SIDE = 448;

/** Widths of the pen as parts of the pad's side. With the middle one, a digit over half of the pad has MNIST's stroke width. */
export const PENS = { thin: 0.035, medium: 0.055, thick: 0.085 };

// How far a pen's pressure thins and thickens its line: 0 not at all, 1 from nothing to double.
const PRESSURE = 0.6;
const SMOOTHING = 0.5;
// How far a line lags behind the hand to become calm. More would cut the corners of a 7.
const STREAMLINE = 0.3;

/**
 * points: [x, y, pressure], each 0…1, x and y as parts of the pad's sides; width: of PENS; pressed: whether the pressure was felt, as
 * pens do, or is only the 0.5 that mice report.
 * @typedef {{points: [number, number, number][], width: number, pressed: boolean}} Stroke
 */

/**
 * @param {Stroke} stroke  whose pressure was felt
 * @param {boolean} ended  while false, more points are to come
 * @returns {number[][]} the corners [x, y] of its outline, over SIDE
 */
export function outlineOf(stroke, ended) {
  return getStroke(scaled(stroke), optionsOf(stroke, ended));
}

/**
 * Width of the line along a stroke's middle, over SIDE. Of mice and fingers that is the stroke; of pens it only fills the holes that an
 * outline has where it crosses itself, in sharp turns.
 * @param {Stroke} stroke
 */
export function lineWidthOf({ points, width, pressed }) {
  if (!pressed) return width * SIDE;
  const lightest = Math.min(...points.map(([, , pressure]) => pressure));
  return width * SIDE * (1 - PRESSURE * (1 - 2 * lightest));
}

/**
 * What a stroke leaves, over SIDE: a line to stroke, and of pens an outline to fill.
 * @typedef {{line: Path2D, width: number, outline: Path2D | null}} Ink
 */

/**
 * @param {Stroke} stroke
 * @param {boolean} ended
 * @returns {Ink}
 */
export function inkOf(stroke, ended) {
  const middle = getStrokePoints(scaled(stroke), optionsOf(stroke, ended)).map(({ point }) => point);
  return {
    line: smooth(middle),
    width: lineWidthOf(stroke),
    outline: stroke.pressed ? smooth(outlineOf(stroke, ended)) : null,
  };
}

/**
 * @param {CanvasRenderingContext2D} context  scaled to SIDE
 * @param {Ink} ink
 * @param {string} colour
 */
export function paintInk(context, { line, width, outline }, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(line);
  if (outline) context.fill(outline);
}

/** Through the middles between points, with the points as controls: without corners, and never far from the points. */
function smooth([first, ...rest]) {
  const path = new Path2D();
  path.moveTo(...first);
  let previous = first;
  for (const point of rest) {
    path.quadraticCurveTo(...previous, (previous[0] + point[0]) / 2, (previous[1] + point[1]) / 2);
    previous = point;
  }
  path.lineTo(...previous);
  return path;
}

const scaled = ({ points }) => points.map(([x, y, pressure]) => [x * SIDE, y * SIDE, pressure]);

function optionsOf({ width, pressed }, ended) {
  return {
    size: width * SIDE,
    thinning: pressed ? PRESSURE : 0,
    smoothing: SMOOTHING,
    streamline: STREAMLINE,
    simulatePressure: false,
    last: ended,
  };
}
