// Our own runtime: the page's modules, bundled as the page bundles them, with no page around them.
import { startBackend } from 'digits/backend.js';
import { Model } from 'digits/predict.js';
import { measure } from './measure.js';

measure(async () => {
  const [backend, metadata] = await Promise.all([
    startBackend(),
    fetch('./model/digits.json').then((answer) => answer.json()),
  ]);
  window.backend = backend;
  const model = await Model.load('./model/model.json', metadata);
  return (glyph) => model.run(glyph);
});
