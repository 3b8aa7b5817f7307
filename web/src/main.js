// Ties the pad, the pictures and the recogniser together.
import { bringPictures } from './bring.js';
import { flatten } from './decode.js';
import { letKeyboardDraw } from './keyboard_pen.js';
import { newestOnly } from './newest.js';
import { Pad } from './pad.js';
import { Recogniser } from './recogniser.js';
import { offerCopy, offerPens, offerTools } from './tools.js';
import { View } from './view.js';

// Only the newest question may answer: a stroke, a choice of pictures or Clear makes what is under way out of date.
let newest = 0;
// Asks the newest question once more, where the recogniser did not come.
let ask;
// The table for several pictures; most people never need it.
let batch;
// What people said it really was; at the latest loaded when the first says so.
let kept;
const corrections = async () => {
  const { Corrections } = await import('./corrections/index.js');
  kept ??= new Corrections(document);
  return kept;
};

const recogniser = new Recogniser(new URL('model/', document.baseURI).href);
const tools = {
  heat: (pixels, digit) => recogniser.heat(pixels, digit),
  correct(canvas, said) {
    const key = `${Date.now()} ${Math.random()}`;
    return { keep: async (label) => (await corrections()).correct(key, canvas, said, label) };
  },
};
const view = new View(document, tools);
const readPad = newestOnly(readDrawing);
const pad = new Pad(document.querySelector('#pad'), () => {
  newest++;
  ask = readPad;
  view.markBlank(pad.isBlank);
  if (pad.isBlank) view.showIdle();
  else readPad();
});

awaitRecogniser();

async function awaitRecogniser() {
  try {
    await recogniser.ready;
  } catch (error) {
    view.offerAgain(failure(error), () => {
      recogniser.start();
      view.showLoading();
      awaitRecogniser();
      ask?.();
    });
    return;
  }
  view.showReady();
  // What nobody waits for.
  corrections();
  if (import.meta.env.PROD) import('./offline.js').then(({ workOffline }) => workOffline(document));
}

function failure(error) {
  return `The recogniser does not work: ${error.message}.`;
}

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
  ask = () => readPictures(files);
  batch?.clear();
  try {
    await (files.length > 1 ? readMany(files, mine) : readOne(files[0], mine));
  } catch (error) {
    if (mine === newest) view.showProblem(failure(error));
  }
}

async function readOne(file, mine) {
  view.say('Reading…');
  const { thumbnail, ...answer } = await recogniser.readFile(file, 'alone');
  if (mine === newest) view.showPicture(answer, thumbnail);
  else thumbnail?.close();
}

async function readMany(files, mine) {
  view.showMany(files.length);
  const { Batch } = await import('./batch/index.js').catch(() => {
    throw new Error('its table of pictures did not arrive; look at the connection');
  });
  if (mine !== newest) return;
  batch ??= new Batch(document, recogniser, tools);
  const done = await batch.read(files);
  if (mine !== newest) return;
  if (!done) {
    ask = undefined;
    view.showIdle();
    return;
  }
  const { thumbnail, ...answer } = await recogniser.readFile(files.at(-1), 'alone');
  if (mine === newest) view.showLast(answer, thumbnail);
  else thumbnail?.close();
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
offerCopy(document, () => document.querySelector('#reading').textContent);
letKeyboardDraw(pad, (words) => {
  document.querySelector('#pen-status').textContent = words;
});
bringPictures(document, readPictures, (words) => view.say(words, 'problem'));
view.markBlank(pad.isBlank);
