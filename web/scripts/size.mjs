// Prints what the built page sends, as brotli, and exits 1 where the first prediction costs more than the budget.
//   npm run size                 every file of dist/
//   npm run size -- FILE…        only these, as paths in dist/: what a browser was seen to ask for
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const BUDGET_KB = 350;
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
// Sent only to browsers without SIMD or without WebAssembly, or to people who ask.
const NOT_AT_FIRST = [/tfjs-backend-wasm-(?!simd)[^/]*\.wasm$/, /cpu_backend-[^/]*\.js$/, /licenses\.txt$/];

const every = () =>
  readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length + 1));

const asked = process.argv.slice(2);
const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8);
let total = 0;
for (const path of asked.length > 0 ? asked : every().sort()) {
  const content = readFileSync(join(DIST, path));
  const size = brotliCompressSync(content).length;
  const counts = asked.length > 0 || !NOT_AT_FIRST.some((pattern) => pattern.test(path));
  if (counts) total += size;
  console.log(
    `${kilobytes(content.length)} kB ${kilobytes(size)} kB brotli  ${path}${counts ? '' : '  (not at first)'}`,
  );
}
console.log(`${' '.repeat(12)}${kilobytes(total)} kB brotli  until the first prediction, of ${BUDGET_KB}`);
process.exit(total > BUDGET_KB * 1000 ? 1 : 0);
