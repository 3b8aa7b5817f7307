// The recogniser off the main thread: takes drawings and files, answers with Readings.
// Messages in:  { start: address of the model's folder } once, then { id, pixels, source } or { id, file, use }.
// Messages out: { ready: backend } or { failed: why }, then { id, reading, glyphs, thumbnail } or { id, failed: why }.
import { startBackend } from './backend.js';
import { Model } from './predict.js';
import { readFile, readPixels } from './read.js';
import { thumbnailSize } from './thumbnail.js';

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

async function answer({ pixels, source, file, use }) {
  if (pixels) return readPixels(pixels, source, model);
  let thumbnail;
  const { reading, glyphs } = await readFile(file, model, async (bitmap) => {
    const { width, height } = thumbnailSize(bitmap, use);
    thumbnail = await createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  });
  return { reading, glyphs, thumbnail };
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
      const { glyphs, thumbnail } = result;
      self.postMessage({ id: data.id, ...result }, thumbnail ? [glyphs.buffer, thumbnail] : [glyphs.buffer]);
    } catch (error) {
      self.postMessage({ id: data.id, failed: error.message });
    }
  });
};
