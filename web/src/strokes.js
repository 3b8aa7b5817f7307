// Strokes -> outlines: what a pen leaves, the same on every screen and in the picture that is read.
import { getStroke, getStrokePoints } from 'perfect-freehand';

/** The side of the square that strokes are outlined in; outlines are scaled from here to any size. */
export const SIDE = 448;

/** Widths of the pen as parts of the pad's side. With the middle one, a digit over half of the pad has MNIST's stroke width. */
export const PENS = { thin: 0.035, medium: 0.055, thick: 0.085 };

// How far a pen's pressure thins and thickens its line: 0 not at all, 1 from nothing to double.
const PRESSURE = 0.6;
const SMOOTHING = 0.5;
// How far a line lags behind the hand to become calm. More would cut the corners of a 7.
const STREAMLINE = 0.3;
// Joints are by so much narrower than the line, so that they show nowhere.
const JOINT = 0.9;

/**
 * points: [x, y, pressure], each 0…1, x and y as parts of the pad's sides; width: of PENS; pressed: whether the pressure was felt, as
 * pens do, or is only the 0.5 that mice report.
 * @typedef {{points: [number, number, number][], width: number, pressed: boolean}} Stroke
 */

/**
 * @param {Stroke} stroke
 * @param {boolean} ended  while false, more points are to come
 * @returns {number[][]} the outline's corners [x, y], over SIDE
 */
export function outlineOf(stroke, ended) {
  return getStroke(scaled(stroke), optionsOf(stroke, ended));
}

/**
 * @param {Stroke} stroke
 * @param {boolean} ended
 * @returns {Path2D[]} to fill one after the other, over SIDE: the outline, which runs through the middles of its edges, so that it has
 *   no corners; and the joints, since in a sharp turn the outline crosses itself and leaves a hole
 */
export function pathsOf(stroke, ended) {
  const corners = outlineOf(stroke, ended);
  const outline = new Path2D();
  let previous = corners.at(-1);
  corners.forEach((corner, index) => {
    const middle = [(previous[0] + corner[0]) / 2, (previous[1] + corner[1]) / 2];
    if (index === 0) outline.moveTo(...middle);
    else outline.quadraticCurveTo(...previous, ...middle);
    previous = corner;
  });
  outline.closePath();

  const joints = new Path2D();
  const { size, thinning } = optionsOf(stroke, ended);
  for (const { point, pressure } of getStrokePoints(scaled(stroke), optionsOf(stroke, ended))) {
    const radius = JOINT * size * (0.5 - thinning * (0.5 - pressure));
    joints.moveTo(point[0] + radius, point[1]);
    joints.arc(...point, radius, 0, 2 * Math.PI);
  }
  return [outline, joints];
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
