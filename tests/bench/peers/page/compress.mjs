// Writes FILE.br, brotli at its highest level, beside each file of a folder, as a good static host would send it.
//   node compress.mjs FOLDER KEPT        KEPT: where what was compressed once is kept, by its content; megabytes take minutes
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const [folder, kept] = process.argv.slice(2);
mkdirSync(kept, { recursive: true });
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name.endsWith('.br') || entry.name.endsWith('.gz')) continue;
  const path = join(entry.parentPath, entry.name);
  const content = readFileSync(path);
  const known = join(kept, createHash('sha256').update(content).digest('hex'));
  if (!existsSync(known)) {
    writeFileSync(`${known}.part`, brotliCompressSync(content));
    renameSync(`${known}.part`, known);
  }
  copyFileSync(known, `${path}.br`);
}
