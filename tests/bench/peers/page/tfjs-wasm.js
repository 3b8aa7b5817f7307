// As TF.js documents its WebAssembly backend: a second script tag, and its files beside the page.
import { measure } from './measure.js';

measure(async () => {
  tf.wasm.setWasmPaths('./');
  await tf.setBackend('wasm');
  window.backend = tf.getBackend();
  const model = await tf.loadGraphModel('./model/model.json');
  return async (glyph) => {
    const output = tf.tidy(() => model.predict(tf.tensor(glyph, [1, 28, 28, 1])));
    const answer = await output.data();
    output.dispose();
    return answer;
  };
});
