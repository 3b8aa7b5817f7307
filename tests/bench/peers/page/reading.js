// Our whole road from a picture file to a Reading, as the page's worker goes it; for what is read, not for how fast.
import { startBackend } from 'digits/backend.js';
import { Model } from 'digits/predict.js';
import { readFile } from 'digits/read.js';

await startBackend();
const metadata = await (await fetch('./model/digits.json')).json();
const model = await Model.load('./model/model.json', metadata);

window.read = async (address) => {
  const content = await (await fetch(address)).blob();
  return (await readFile(new File([content], address, { type: content.type }), model)).reading;
};
document.body.dataset.ready = performance.now();
