// The drawing pad: strokes by mouse, touch or pen, kept as points so that they can be undone and drawn at any size.

// The recogniser gets the drawing at this size, whatever the screen's.
const PICTURE_SIDE = 448;
// The pen's width as a part of the pad's side: a digit over half of the pad then has MNIST's stroke width.
const PEN = 0.055;

export class Pad {
  /**
   * @param {HTMLCanvasElement} canvas   square; its CSS colour is the ink on screen
   * @param {() => void} onChange        called after a stroke has ended, undo and clear
   */
  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.onChange = onChange;
    this.strokes = [];
    this.drawing = new Map();
    canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    canvas.addEventListener('pointermove', (event) => this.#extend(event));
    canvas.addEventListener('pointerup', (event) => this.#end(event));
    canvas.addEventListener('pointercancel', (event) => this.#end(event));
    new ResizeObserver(() => this.#fit()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  get isBlank() {
    return this.strokes.length === 0;
  }

  undo() {
    this.strokes.pop();
    this.#paint();
    this.onChange();
  }

  clear() {
    this.strokes = [];
    this.drawing.clear();
    this.#paint();
    this.onChange();
  }

  /** @returns {ImageData} RGBA, black ink on white, the same on every screen */
  picture() {
    const canvas = document.createElement('canvas');
    canvas.width = PICTURE_SIDE;
    canvas.height = PICTURE_SIDE;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#fff';
    context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
    drawStrokes(context, this.strokes, PICTURE_SIDE, '#000');
    return context.getImageData(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  }

  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const stroke = [this.#pointOf(event)];
    this.strokes.push(stroke);
    this.drawing.set(event.pointerId, stroke);
    this.canvas.setPointerCapture(event.pointerId);
    this.#paint();
  }

  #extend(event) {
    const stroke = this.drawing.get(event.pointerId);
    if (!stroke) return;
    // Pens and fast mice report more often than frames are drawn; without the points between, curves get corners.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) stroke.push(this.#pointOf(each));
    this.#paint();
  }

  #end(event) {
    if (this.drawing.delete(event.pointerId)) this.onChange();
  }

  /** @returns {[number, number]} where the pointer is, as parts of the pad's sides */
  #pointOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  #fit() {
    const side = Math.max(1, Math.round(this.canvas.clientWidth * devicePixelRatio));
    if (this.canvas.width === side) return;
    this.canvas.width = side;
    this.canvas.height = side;
    this.#paint();
  }

  #paint() {
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    drawStrokes(context, this.strokes, this.canvas.width, getComputedStyle(this.canvas).color);
  }
}

function drawStrokes(context, strokes, side, ink) {
  context.strokeStyle = ink;
  context.lineWidth = PEN * side;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    const [first, ...rest] = stroke.map(([x, y]) => [x * side, y * side]);
    context.beginPath();
    context.moveTo(...first);
    // Through the middles between points, with the points as controls: smooth, and never far from the hand.
    let previous = first;
    for (const point of rest) {
      context.quadraticCurveTo(...previous, (previous[0] + point[0]) / 2, (previous[1] + point[1]) / 2);
      previous = point;
    }
    context.lineTo(...previous);
    context.stroke();
  }
}
