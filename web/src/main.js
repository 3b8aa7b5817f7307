// Ties the pad, the pictures and the recogniser together.
import { bringPictures } from './bring.js';
import { flatten } from './decode.js';
import { letKeyboardDraw } from './keyboard_pen.js';
import { newestOnly } from './newest.js';
import { Pad } from './pad.js';
import { Recogniser } from './recogniser.js';
import { offerPens, offerTools } from './tools.js';
import { View } from './view.js';

// Only the newest question may answer: a stroke, a choice of pictures or Clear makes what is under way out of date.
let newest = 0;
// The table for several pictures; most people never need it.
let batch;

const view = new View(document, {});
const recogniser = new Recogniser(new URL('model/', document.baseURI).href);
const readPad = newestOnly(readDrawing);
const pad = new Pad(document.querySelector('#pad'), () => {
  newest++;
  view.markBlank(pad.isBlank);
  if (pad.isBlank) view.showIdle();
  else readPad();
});

recogniser.ready.then(
  () => view.showReady(),
  (error) => view.showProblem(failure(error)),
);

const failure = (error) =>
  `The recogniser does not work in this browser: ${error.message}. Reload the page to try again.`;

async function readDrawing() {
  const mine = newest;
  if (pad.isBlank) return;
  try {
    const drawing = pad.picture();
    const { width, height, data } = drawing;
    const answer = await recogniser.readPixels({ width, height, data: flatten(data) }, 'drawing');
    if (mine === newest) view.showDrawing(answer, drawing);
  } catch (error) {
    if (mine === newest) view.showProblem(failure(error));
  }
}

async function readPictures(files) {
  const mine = ++newest;
  batch?.clear();
  if (files.length > 1) {
    await readMany(files, mine);
    return;
  }
  view.say('Reading…');
  try {
    const { thumbnail, ...answer } = await recogniser.readFile(files[0], 'alone');
    if (mine === newest) view.showPicture(answer, thumbnail);
    else thumbnail?.close();
  } catch (error) {
    if (mine === newest) view.showProblem(failure(error));
  }
}

async function readMany(files, mine) {
  view.showMany(files.length);
  const { Batch } = await import('./batch/index.js');
  if (mine !== newest) return;
  batch ??= new Batch(document, recogniser, {});
  const last = await batch.read(files);
  if (mine !== newest) return;
  if (last) view.showLast(last);
  else view.showIdle();
}

offerTools(document, {
  undo: () => pad.undo(),
  redo: () => pad.redo(),
  clear() {
    batch?.clear();
    pad.clear();
  },
});
offerPens(document, pad);
letKeyboardDraw(pad, (words) => {
  document.querySelector('#pen-status').textContent = words;
});
bringPictures(document, readPictures, (words) => view.say(words, 'problem'));
view.markBlank(pad.isBlank);
