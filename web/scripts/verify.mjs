// Runs the exported TF.js graph model in Node with the wasm backend, so that the export can compare it with Keras.
//   node verify.mjs MODEL_DIR INPUT.f32 OUTPUT.f32
// INPUT.f32: raw little-endian float32 [N, 28, 28, 1], each 0..1. OUTPUT.f32: raw little-endian float32 [N, C].
import { readFile, writeFile } from 'node:fs/promises';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { Model } from '../src/predict.js';
import { modelOnDisk } from './model_on_disk.mjs';

const BATCH = 256;
const SHAPE = [28, 28, 1];
const GLYPH = 28 * 28;

const [folder, inputPath, outputPath] = process.argv.slice(2);
if (!outputPath) {
  console.error('usage: node verify.mjs MODEL_DIR INPUT.f32 OUTPUT.f32');
  process.exit(2);
}

try {
  const bytes = await readFile(inputPath);
  if (bytes.length % (GLYPH * 4) !== 0) throw new Error(`${inputPath}: no whole number of glyphs`);
  const input = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

  if (!(await setBackend('wasm'))) throw new Error('the wasm backend does not start');
  const model = await Model.load(modelOnDisk(folder), { input: { shape: SHAPE } });
  const chunks = [];
  for (let start = 0; start < input.length; start += BATCH * GLYPH) {
    const output = await model.run(input.subarray(start, start + BATCH * GLYPH));
    chunks.push(Buffer.from(output.buffer, output.byteOffset, output.byteLength));
  }
  await writeFile(outputPath, Buffer.concat(chunks));
} catch (error) {
  console.error(`verify: ${error.message}`);
  process.exit(1);
}
