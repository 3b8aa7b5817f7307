// A Vite plugin that tells the service worker what to keep: every file of the build, each with what changes when the file does.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const WORKER = 'sw.js';
// Workbox's name for where the list goes.
const PLACE = 'self.__WB_MANIFEST';
// These names hold a hash of what is in the file.
const HASHED = /^(assets|later)\//;

const revisionOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);

/** @returns {import('vite').Plugin} */
export function offline() {
  let publicDir;
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const built = Object.values(bundle)
          .filter(({ fileName }) => fileName !== WORKER)
          .map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
        const copied = filesIn(publicDir).map((path) => [path, readFileSync(join(publicDir, path))]);
        const list = [...built, ...copied].map(([url, content]) => ({
          url,
          revision: HASHED.test(url) ? null : revisionOf(content),
        }));
        const worker = bundle[WORKER];
        if (!worker.code.includes(PLACE)) this.error(`${WORKER} has no ${PLACE}`);
        worker.code = worker.code.replace(PLACE, () => JSON.stringify(list));
      },
    },
  };
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
