// Bundles our modules as web/vite.config.js bundles the page's worker: the same parts of TF.js, the same target. LiteRT.js comes
// as modules that want bundling, too.
//   vite build --config THIS, with DIGITS_WEB: the folder web/, and DIGITS_RUNTIMES: the folder node_modules of the others
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const web = process.env.DIGITS_WEB;
const { slimTfjs } = await import(pathToFileURL(resolve(web, 'scripts/slim_tfjs.mjs')).href);
const here = import.meta.dirname;

export default {
  root: here,
  base: './',
  publicDir: resolve(web, 'public'),
  resolve: {
    alias: {
      'digits/': `${resolve(web, 'src')}/`,
      '@litertjs/core': resolve(process.env.DIGITS_RUNTIMES, '@litertjs/core'),
    },
  },
  plugins: [slimTfjs()],
  logLevel: 'warn',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rolldownOptions: {
      input: ['network', 'reading', 'litert'].map((name) => resolve(here, `${name}.html`)),
      output: { comments: { legal: false } },
    },
  },
};
