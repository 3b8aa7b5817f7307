// The smallest of onnxruntime-web's bundles: WebAssembly alone, one thread, as a static host without isolation allows.
import { measure } from './measure.js';
import * as ort from './ort.wasm.min.mjs';

measure(async () => {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create('./digits.onnx', { executionProviders: ['wasm'] });
  window.backend = 'wasm';
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return async (glyph) => {
    const answer = await session.run({ [input]: new ort.Tensor('float32', glyph, [1, 28, 28, 1]) });
    return answer[output].data;
  };
});
