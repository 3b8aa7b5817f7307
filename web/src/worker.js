// The recogniser off the main thread: takes drawings and files, answers with Readings.
// Messages in:  { start: address of the model's folder } once, then { id, pixels, source } or { id, file }.
// Messages out: { ready: backend } or { failed: why }, then { id, reading, thumbnail } or { id, failed: why }.
import { startBackend } from './backend.js';
import { Model } from './predict.js';
import { readFile, readPixels } from './read.js';

const THUMBNAIL = 160;

let model;

async function start(folder) {
  const [backend, metadata] = await Promise.all([startBackend(), metadataIn(folder)]);
  // The version in the address keeps a cached model from meeting newer metadata.
  model = await Model.load(`${folder}model.json?v=${metadata.version}`, metadata);
  // The first run compiles and allocates: better now than under the person's first digit.
  await model.predict(new Uint8Array(metadata.input.shape.reduce((product, size) => product * size, 1)));
  return backend;
}

async function metadataIn(folder) {
  const answer = await fetch(`${folder}digits.json`, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`digits.json: ${answer.status}`);
  return answer.json();
}

/** A small copy that keeps the picture's shape. */
function thumbnailOf(bitmap) {
  const scale = Math.min(1, THUMBNAIL / Math.max(bitmap.width, bitmap.height));
  return createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width * scale)),
    resizeHeight: Math.max(1, Math.round(bitmap.height * scale)),
    resizeQuality: 'high',
  });
}

async function answer({ pixels, source, file }) {
  if (pixels) return { reading: await readPixels(pixels, source, model) };
  let thumbnail;
  const reading = await readFile(file, model, async (bitmap) => {
    thumbnail = await thumbnailOf(bitmap);
  });
  return { reading, thumbnail };
}

// One at a time: a second large picture decoded beside the first would only cost memory.
let queue = Promise.resolve();

self.onmessage = ({ data }) => {
  if (data.start) {
    queue = start(data.start).then(
      (backend) => self.postMessage({ ready: backend }),
      (error) => self.postMessage({ failed: error.message }),
    );
    return;
  }
  queue = queue.then(async () => {
    try {
      const result = await answer(data);
      self.postMessage({ id: data.id, ...result }, result.thumbnail ? [result.thumbnail] : []);
    } catch (error) {
      self.postMessage({ id: data.id, failed: error.message });
    }
  });
};
