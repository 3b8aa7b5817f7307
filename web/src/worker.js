// The recogniser off the main thread: takes drawings and files, answers with Readings.
// Messages in:  { start: address of the model's folder } once, then { id, pixels, source }, { id, file, use } or { id, glyph, digit }.
// Messages out: { ready: backend, metadata: digits.json } or { failed: why }, then { id, reading, glyphs, thumbnail }, { id, heat } or { id, failed: why }.
import { startBackend } from './backend.js';
import { Model } from './predict.js';
import { readFile, readPixels } from './read.js';
import { thumbnailSize } from './thumbnail.js';

let model;

async function start(folder) {
  const [backend, metadata] = await Promise.all([startBackend(), metadataIn(folder)]);
  try {
    // The version in the address keeps a cached model from meeting newer metadata.
    model = await Model.load(`${folder}model.json?v=${metadata.version}`, metadata);
    await test(model);
  } catch (error) {
    throw new Error(`its network did not arrive, or is damaged (${error.message})`);
  }
  return backend;
}

/**
 * Lets the network read an upright stroke, which is a 1 to any that is whole. The first run compiles and allocates, too: better now than
 * under the person's first digit.
 */
async function test({ metadata }) {
  const [height, width] = metadata.input.shape;
  const stroke = Uint8Array.from({ length: height * width }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.trunc(pixel / width)];
    return Math.abs(x - width / 2 + 0.5) < 2 && y >= 4 && y < height - 4 ? metadata.input.divide_by : 0;
  });
  const said = await model.predict(stroke);
  const one = metadata.output.classes.indexOf('1');
  if (said.indexOf(Math.max(...said)) !== one) throw new Error('it misreads a plain stroke');
}

async function metadataIn(folder) {
  try {
    const answer = await fetch(`${folder}digits.json`, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`digits.json: ${answer.status}`);
    return await answer.json();
  } catch (error) {
    throw new Error(`its files did not arrive; look at the connection (${error.message})`);
  }
}

async function answer({ pixels, source, file, use, glyph, digit }) {
  // Most people never ask: loaded when the first one does.
  if (glyph) return { heat: await (await import('./heat.js')).heatOf(glyph, digit, model) };
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
      (backend) => self.postMessage({ ready: backend, metadata: model.metadata }),
      (error) => self.postMessage({ failed: error.message }),
    );
    return;
  }
  queue = queue.then(async () => {
    try {
      const result = await answer(data);
      const given = [result.glyphs?.buffer, result.heat?.levels.buffer, result.thumbnail].filter(Boolean);
      self.postMessage({ id: data.id, ...result }, given);
    } catch (error) {
      self.postMessage({ id: data.id, failed: error.message });
    }
  });
};
