// A Vite plugin that paints icon.svg as the PNGs that an installed page needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';

// By file name: the side in pixels, and whether the ground reaches into the corners, where systems cut their own shape.
const ICONS = {
  'icons/192.png': [192, false],
  'icons/512.png': [512, false],
  'icons/512-maskable.png': [512, true],
  'icons/180.png': [180, true],
};
const PIECES = 12; // straight ones in place of a curve

/** @returns {import('vite').Plugin} */
export function icons() {
  let publicDir;
  return {
    name: 'icons',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle() {
      const drawing = parse(readFileSync(join(publicDir, 'icon.svg'), 'utf8'));
      for (const [fileName, [side, full]] of Object.entries(ICONS)) {
        this.emitFile({ type: 'asset', fileName, source: paint(drawing, side, full) });
      }
    },
  };
}

/** A square of one colour with round corners, and on it one stroke of relative curves: all that icon.svg may hold. */
export function parse(svg) {
  const value = (pattern) => svg.match(pattern)[1];
  const [x, y, ...rest] = value(/ d="M([^"]*)"/)
    .match(/-?\d*\.?\d+/g)
    .map(Number);
  const line = [[x, y]];
  for (let i = 0; i < rest.length; i += 6) line.push(...curve(line.at(-1), rest.slice(i, i + 6)));
  return {
    side: Number(value(/viewBox="0 0 (\d+)/)),
    round: Number(value(/rx="([\d.]+)"/)),
    ground: colour(value(/<rect[^>]*fill="#(\w+)"/)),
    ink: colour(value(/stroke="#(\w+)"/)),
    width: Number(value(/stroke-width="([\d.]+)"/)),
    line,
  };
}

function colour(hex) {
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

/** Points of a Bézier curve from `start`, which is left out; the others are relative to it. */
function curve([x, y], [ax, ay, bx, by, cx, cy]) {
  return Array.from({ length: PIECES }, (_, i) => {
    const t = (i + 1) / PIECES;
    const [a, b, c] = [3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
    return [x + a * ax + b * bx + c * cx, y + a * ay + b * by + c * cy];
  });
}

/** @returns {Uint8Array} a PNG file, side × side, RGBA */
export function paint(drawing, side, full) {
  const data = new Uint8Array(side * side * 4);
  const unit = drawing.side / side;
  for (let i = 0; i < side * side; i++) {
    const at = [((i % side) + 0.5) * unit, (Math.trunc(i / side) + 0.5) * unit];
    const ink = coverage((toLine(at, drawing.line) - drawing.width / 2) / unit);
    const ground = full ? 1 : coverage(toSquare(at, drawing) / unit);
    drawing.ground.forEach((level, channel) => {
      data[4 * i + channel] = Math.round(level + (drawing.ink[channel] - level) * ink);
    });
    data[4 * i + 3] = Math.round(255 * ground);
  }
  return encode({ width: side, height: side, data, channels: 4 });
}

/** How much of a pixel is inside, by its distance from the edge, in pixels, below 0 inside. */
const coverage = (distance) => Math.min(1, Math.max(0, 0.5 - distance));

function toLine([x, y], line) {
  let least = Number.POSITIVE_INFINITY;
  let [ax, ay] = line[0];
  for (let i = 1; i < line.length; i++) {
    const [bx, by] = line[i];
    const dx = bx - ax;
    const dy = by - ay;
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2);
    ax = bx;
    ay = by;
  }
  return Math.sqrt(least);
}

function toSquare([x, y], { side, round }) {
  const [dx, dy] = [x, y].map((at) => Math.abs(at - side / 2) - side / 2 + round);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round;
}
