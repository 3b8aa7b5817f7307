// A Vite plugin that writes each file of the build once more, as .br and as .gz, for hosts that send these where a browser takes them.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

const PACKED = /\.(br|gz|png)$/;
const WAYS = [
  ['.br', promisify(brotliCompress)],
  ['.gz', (content) => promisify(gzip)(content, { level: 9 })],
];

/** @returns {import('vite').Plugin} */
export function compress() {
  let folder;
  return {
    name: 'compress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      await Promise.all(paths.filter((path) => !PACKED.test(path)).map(write));
    },
  };
}

async function write(path) {
  const content = await readFile(path);
  for (const [ending, pack] of WAYS) {
    const packed = await pack(content);
    if (packed.length < content.length) await writeFile(path + ending, packed);
  }
}
