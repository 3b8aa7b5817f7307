// Prints what the built page sends, as brotli, and exits 1 where the first prediction costs more than the budget.
//   npm run size                 every file of dist/
//   npm run size -- FILE…        only these, as paths in dist/: what a browser was seen to ask for
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUDGET_KB = 350;
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
// Sent when somebody asks for it, to keep the page for offline, on installing, or to browsers without SIMD.
const NOT_AT_FIRST = [/^later\//, /^icons\//, /^sw\.js$/, /^licenses\.txt$/, /tfjs-backend-wasm-(?!simd)[^/]*\.wasm$/];
const PACKED = /\.(br|gz)$/;

const every = () =>
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1))
    .filter((path) => !PACKED.test(path));

const sizeOf = (path) => statSync(join(DIST, path)).size;
const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8);
const asked = process.argv.slice(2);
let total = 0;
for (const path of asked.length > 0 ? asked : every().sort()) {
  // The build has packed what gets smaller by it.
  const size = sizeOf(existsSync(join(DIST, `${path}.br`)) ? `${path}.br` : path);
  const counts = asked.length > 0 || !NOT_AT_FIRST.some((pattern) => pattern.test(path));
  if (counts) total += size;
  console.log(`${kilobytes(sizeOf(path))} kB ${kilobytes(size)} kB brotli  ${path}${counts ? '' : '  (not at first)'}`);
}
console.log(`${' '.repeat(12)}${kilobytes(total)} kB brotli  until the first prediction, of ${BUDGET_KB}`);
process.exit(total > BUDGET_KB * 1000 ? 1 : 0);
