// The drawing pad: strokes by mouse, touch, pen or keyboard, kept as points so that they can be undone and drawn at any size.
import { History } from './history.js';
import { inkOf, PENS, paintInk, SIDE } from './strokes.js';

const MARK = 7;

export class Pad {
  /**
   * @param {HTMLCanvasElement} canvas   square; its CSS colour is the ink on screen, its accent colour the keyboard's mark
   * @param {() => void} onChange        called after a stroke has ended, undo, redo and clear
   */
  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.onChange = onChange;
    this.pen = PENS.medium;
    this.history = new History([]);
    // Strokes under way, by pointer; a keyboard is a pointer too.
    this.live = new Map();
    this.inks = new WeakMap();
    this.mark = null;
    canvas.addEventListener('pointerdown', (event) => this.#press(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.end(event.pointerId));
    canvas.addEventListener('pointercancel', (event) => this.end(event.pointerId));
    new ResizeObserver(() => this.#fit()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paintSoon());
  }

  get isBlank() {
    return this.history.now.length === 0;
  }

  undo() {
    if (this.history.undo()) this.#changed();
  }

  redo() {
    if (this.history.redo()) this.#changed();
  }

  /** Takes all strokes away; undo brings them back. */
  clear() {
    this.live.clear();
    if (this.isBlank) this.#paintSoon();
    else this.history.change([]);
    this.#changed();
  }

  /** @returns {ImageData} RGBA, black ink on white, the same on every screen */
  picture() {
    const canvas = document.createElement('canvas');
    canvas.width = SIDE;
    canvas.height = SIDE;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
    this.#paintEnded(context, '#000');
    return context.getImageData(0, 0, SIDE, SIDE);
  }

  /**
   * Begins a stroke.
   * @param {number | string} pointer              what draws it
   * @param {[number, number, number]} point       x, y, pressure, each 0…1
   * @param {boolean} [pressed]                    whether pressure is felt
   */
  begin(pointer, point, pressed = false) {
    this.live.set(pointer, { points: [point], width: this.pen, pressed });
    this.#paintSoon();
  }

  /** Draws a stroke on, if this pointer has begun one. */
  extend(pointer, ...points) {
    const stroke = this.live.get(pointer);
    if (!stroke) return;
    stroke.points.push(...points);
    this.#paintSoon();
  }

  /** Ends a stroke, if this pointer has begun one. */
  end(pointer) {
    const stroke = this.live.get(pointer);
    if (!stroke) return;
    this.live.delete(pointer);
    this.history.change([...this.history.now, stroke]);
    this.#changed();
  }

  isDrawing(pointer) {
    return this.live.has(pointer);
  }

  /** Shows where the keyboard's pen is, [x, y]; null hides it. */
  showMark(point) {
    this.mark = point;
    this.#paintSoon();
  }

  #press(event) {
    if (event.button !== 0) return;
    // A hand that rests beside its pen does not draw.
    if (event.pointerType === 'touch' && this.penIsDown) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true, focusVisible: false });
    this.penIsDown = event.pointerType === 'pen';
    this.begin(event.pointerId, this.#pointOf(event), this.penIsDown && event.pressure > 0);
    this.canvas.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.isDrawing(event.pointerId)) return;
    // Pens and fast mice report more often than frames are drawn; without the points between, curves get corners.
    const events = event.getCoalescedEvents?.() ?? [];
    this.extend(event.pointerId, ...(events.length > 0 ? events : [event]).map((each) => this.#pointOf(each)));
  }

  #pointOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height, event.pressure];
  }

  #changed() {
    this.penIsDown = false;
    this.#paintSoon();
    this.onChange();
  }

  /** Paints the strokes that have ended; their ink is made once. */
  #paintEnded(context, colour) {
    for (const stroke of this.history.now) {
      if (!this.inks.has(stroke)) this.inks.set(stroke, inkOf(stroke, true));
      paintInk(context, this.inks.get(stroke), colour);
    }
  }

  #fit() {
    const side = Math.max(1, Math.round(this.canvas.clientWidth * devicePixelRatio));
    if (this.canvas.width === side) return;
    this.canvas.width = side;
    this.canvas.height = side;
    this.#paint();
  }

  #paintSoon() {
    this.frame ??= requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    const context = this.canvas.getContext('2d');
    const style = getComputedStyle(this.canvas);
    const scale = this.canvas.width / SIDE;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#paintEnded(context, style.color);
    for (const stroke of this.live.values()) paintInk(context, inkOf(stroke, false), style.color);
    if (!this.mark) return;
    context.strokeStyle = style.accentColor;
    context.lineWidth = 3;
    context.beginPath();
    context.arc(this.mark[0] * SIDE, this.mark[1] * SIDE, MARK + (this.pen * SIDE) / 2, 0, 2 * Math.PI);
    context.stroke();
  }
}
