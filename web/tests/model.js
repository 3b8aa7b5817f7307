// The committed model in Node, on the wasm backend, as the page runs it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { modelOnDisk } from '../scripts/model_on_disk.mjs';
import { Model } from '../src/predict.js';

const FOLDER = fileURLToPath(new URL('../public/model', import.meta.url));

/** @returns {Promise<Model>} */
export async function loadModel() {
  await setBackend('wasm');
  return Model.load(modelOnDisk(FOLDER), JSON.parse(readFileSync(`${FOLDER}/digits.json`, 'utf8')));
}
