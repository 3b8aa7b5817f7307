// As LiteRT.js documents itself, on the processor: the .tflite file of a fixed batch, which is what it takes.
import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import { measure } from './measure.js';

measure(async () => {
  await loadLiteRt('./wasm/');
  const model = await loadAndCompile('./digits.tflite', { accelerator: 'wasm' });
  window.backend = 'wasm';
  return async (glyph) => {
    const input = new Tensor(glyph, [1, 28, 28, 1]);
    const [output] = await model.run(input);
    const answer = output.toTypedArray().slice();
    input.delete();
    output.delete();
    return answer;
  };
});
