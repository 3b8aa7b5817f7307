// Starts TF.js in the browser: WebAssembly from this page's own files, the plain JavaScript backend where that fails.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { env, setBackend } from '@tensorflow/tfjs-core';

/**
 * @returns {Promise<'wasm' | 'cpu'>} the backend that runs
 */
export async function startBackend() {
  // Without cross-origin isolation there are no threads to have; this also keeps TF.js from probing for them.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  });
  if (await starts('wasm')) return 'wasm';
  await import('./cpu_backend.js');
  if (await starts('cpu')) return 'cpu';
  throw new Error('this browser can run neither the WebAssembly nor the JavaScript recogniser');
}

async function starts(name) {
  try {
    return await setBackend(name);
  } catch {
    return false;
  }
}
