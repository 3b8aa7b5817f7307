// Ties the pad, the pictures and the recogniser together.
import { bringPictures } from './bring.js';
import { flatten } from './decode.js';
import { letKeyboardDraw } from './keyboard_pen.js';
import { newestOnly } from './newest.js';
import { Pad } from './pad.js';
import { Recogniser } from './recogniser.js';
import { offerPens, offerTools } from './tools.js';
import { View } from './view.js';

const view = new View(document);
const recogniser = new Recogniser(new URL('model/', document.baseURI).href);
const readPad = newestOnly(readDrawing);
const pad = new Pad(document.querySelector('#pad'), () => {
  newest++;
  document.body.toggleAttribute('data-blank', pad.isBlank);
  if (pad.isBlank) view.showIdle();
  readPad();
});

// Only the newest question may answer: a stroke, a choice of pictures or Clear makes what is under way out of date.
let newest = 0;

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
  view.clearPictures();
  if (files.length > 1) {
    await readSeveral(files, mine);
    return;
  }
  view.showProgress('Reading…');
  try {
    const { thumbnail, ...answer } = await recogniser.readFile(files[0], 1);
    if (mine === newest) view.showPicture(answer, thumbnail);
    else thumbnail?.close();
  } catch (error) {
    if (mine === newest) view.showProblem(failure(error));
  }
}

async function readSeveral(files, mine) {
  const items = files.map((file) => view.addPicture(file.name));
  for (const [index, file] of files.entries()) {
    // Other pictures have taken the list's place: nobody would see the rest of these.
    if (items[index].isGone()) return;
    if (mine === newest) view.showProgress(`Reading ${index + 1} of ${files.length}…`);
    try {
      const { thumbnail, ...answer } = await recogniser.readFile(file, files.length);
      items[index].show(answer, thumbnail);
      if (mine === newest) view.showOneOfSeveral(answer, file.name);
    } catch (error) {
      items[index].fail(failure(error));
      if (mine === newest) view.showProblem(failure(error));
    }
  }
}

document.body.toggleAttribute('data-blank', true);
offerTools(document, {
  undo: () => pad.undo(),
  redo: () => pad.redo(),
  clear() {
    view.clearPictures();
    pad.clear();
  },
});
offerPens(document, pad);
letKeyboardDraw(pad, (words) => {
  document.querySelector('#pen-status').textContent = words;
});
bringPictures(document, readPictures);
