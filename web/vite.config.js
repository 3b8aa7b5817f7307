import { defineConfig } from 'vite';
import { compress } from './scripts/compress.mjs';
import { icons } from './scripts/icons.mjs';
import { offline } from './scripts/offline.mjs';
import { slimTfjs } from './scripts/slim_tfjs.mjs';

const output = {
  // Each file of TF.js opens with the whole licence notice; public/licenses.txt says it once.
  comments: { legal: false },
  // What is loaded on request only, apart from what everyone needs.
  chunkFileNames: 'later/[name]-[hash].js',
};

export default defineConfig({
  // Relative addresses: the built page works in any folder of any static host.
  base: './',
  plugins: [icons(), offline(), compress()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Inlined assets are data: addresses, which the page's Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/service_worker.js' },
      // A service worker keeps its address from version to version: by it browsers find the newer one.
      output: { ...output, entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  worker: { format: 'es', plugins: () => [slimTfjs()], rolldownOptions: { output } },
  preview: { port: 4173, host: '127.0.0.1' },
  // A busy machine is slow: no test depends on how long it takes.
  test: { include: ['tests/**/*.test.js'], testTimeout: 60_000 },
});
