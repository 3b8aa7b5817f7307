// Pictures on the page: canvases that hold what was read.
import { element } from './element.js';

/**
 * @param {ImageBitmap} bitmap  given away
 * @returns {HTMLCanvasElement}
 */
export function canvasOf(bitmap) {
  const canvas = element('canvas', { width: bitmap.width, height: bitmap.height });
  // Kept in plain memory: a thousand layers of their own on the graphics processor would make the page stutter.
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}

/**
 * @param {ImageData} drawing  black on white
 * @returns {HTMLCanvasElement} which CSS shows in the page's colours
 */
export function canvasOfDrawing(drawing) {
  const canvas = element('canvas', { className: 'drawing', width: drawing.width, height: drawing.height });
  canvas.getContext('2d').putImageData(drawing, 0, 0);
  return canvas;
}
