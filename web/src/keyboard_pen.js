// Drawing without a pointer: on the focused pad, arrow keys move a pen and Space sets it down or lifts it.

const STEP = 0.04;
const SMALL_STEP = 0.01;
const PRESSURE = 0.5;
const KEYBOARD = 'keyboard';
const LABEL = 'Draw a digit or a number with mouse, touch or pen, or with the arrow keys and Space.';
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {import('./pad.js').Pad} pad
 * @param {(words: string) => void} say  tells what the pen does to those who do not see it
 */
export function letKeyboardDraw(pad, say) {
  const at = [0.5, 0.25];
  const point = () => [...at, PRESSURE];
  const lift = () => {
    if (!pad.isDrawing(KEYBOARD)) return;
    pad.end(KEYBOARD);
    say('Pen lifted.');
  };

  const { canvas } = pad;
  canvas.tabIndex = 0;
  // Tells screen readers to hand the arrow keys on.
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-roledescription', 'drawing pad');
  canvas.setAttribute('aria-label', LABEL);
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) {
      const step = event.shiftKey ? SMALL_STEP : STEP;
      at.forEach((place, axis) => {
        at[axis] = Math.min(1, Math.max(0, place + step * way[axis]));
      });
      pad.extend(KEYBOARD, point());
    } else if (event.key === ' ') {
      if (pad.isDrawing(KEYBOARD)) lift();
      else {
        pad.begin(KEYBOARD, point());
        say('Pen down. Move it with the arrow keys; Space lifts it.');
      }
    } else return;
    event.preventDefault();
    pad.showMark(at);
  });
  canvas.addEventListener('focus', () => pad.showMark(canvas.matches(':focus-visible') ? at : null));
  canvas.addEventListener('pointerdown', () => pad.showMark(null));
  canvas.addEventListener('blur', () => {
    lift();
    pad.showMark(null);
  });
}
