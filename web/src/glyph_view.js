// The glyph as the network sees it, and, on request, what of it mattered.
import { element } from './element.js';
import { heatInWords, NOT_WORKED_OUT } from './words.js';

const SIDE = 28;
// Over the glyph's white on black, what mattered is this colour, the more so the more it mattered.
const HOT = [255, 122, 26];

/**
 * @param {Uint8Array} pixels  [784], white on black
 * @param {number} digit       read from it
 * @param {((pixels: Uint8Array, digit: number) => Promise<import('./heat.js').Heat>)} askHeat
 * @returns {HTMLElement[]} the glyph, and what is said of it
 */
export function glyphView(pixels, digit, askHeat) {
  const canvas = element('canvas', { className: 'glyph', width: SIDE, height: SIDE, title: 'What the network sees' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `What the network sees of the digit read as ${digit}`);
  paint(canvas, pixels);
  const button = element('button', {
    type: 'button',
    className: 'small',
    textContent: 'Why?',
    title: 'Show what mattered',
  });
  button.setAttribute('aria-pressed', 'false');
  const words = element('p', { className: 'hint heat' });
  words.setAttribute('role', 'status');
  let heat;
  button.addEventListener('click', async () => {
    const isShown = button.getAttribute('aria-pressed') === 'true';
    button.setAttribute('aria-pressed', String(!isShown));
    if (isShown) {
      paint(canvas, pixels);
      words.textContent = '';
      return;
    }
    words.textContent = 'Hiding one part after the other…';
    try {
      heat ??= await askHeat(pixels, digit);
    } catch {
      words.textContent = NOT_WORKED_OUT;
      return;
    }
    if (button.getAttribute('aria-pressed') !== 'true') return;
    paint(canvas, pixels, heat.levels);
    words.textContent = heatInWords(heat, digit);
  });
  return [element('div', { className: 'seen' }, canvas, button), words];
}

/** @param {Float32Array} [levels]  [784], 0…1, how much each pixel mattered */
function paint(canvas, pixels, levels) {
  const rgba = new Uint8ClampedArray(pixels.length * 4);
  pixels.forEach((ink, pixel) => {
    const hot = levels?.[pixel] ?? 0;
    const cold = (levels ? 0.55 : 1) * ink;
    HOT.forEach((colour, channel) => {
      rgba[4 * pixel + channel] = cold + (colour - cold) * hot;
    });
    rgba[4 * pixel + 3] = 255;
  });
  canvas.getContext('2d').putImageData(new ImageData(rgba, SIDE, SIDE), 0, 0);
}
