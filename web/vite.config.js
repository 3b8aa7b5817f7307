import { defineConfig } from 'vite';
import { slimTfjs } from './scripts/slim_tfjs.mjs';

// Each file of TF.js opens with the whole licence notice; public/licenses.txt says it once.
const output = { comments: { legal: false } };

export default defineConfig({
  // Relative addresses: the built page works in any folder of any static host.
  base: './',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Inlined assets are data: addresses, which the page's Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    rolldownOptions: { output },
  },
  worker: { format: 'es', plugins: () => [slimTfjs()], rolldownOptions: { output } },
  preview: { port: 4173, host: '127.0.0.1' },
  test: { include: ['tests/**/*.test.js'] },
});
