// Ties the pad, the pictures and the recogniser together.
import { flatten } from './decode.js';
import { Pad } from './pad.js';
import { Recogniser } from './recogniser.js';
import { View } from './view.js';

const view = new View(document);
const recogniser = new Recogniser(new URL('model/', document.baseURI).href);
const pad = new Pad(document.querySelector('#pad'), readPad);
const input = document.querySelector('#pictures');

// Only the newest question may answer: a stroke, a choice of pictures or Clear makes what is under way out of date.
let newest = 0;

recogniser.ready.then(
  () => view.showReady(),
  (error) => view.showProblem(failure(error)),
);

const failure = (error) =>
  `The recogniser does not work in this browser: ${error.message}. Reload the page to try again.`;

async function readPad() {
  const mine = ++newest;
  if (pad.isBlank) {
    view.showIdle();
    return;
  }
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
  if (files.length === 0) return;
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

document.querySelector('#undo').addEventListener('click', () => pad.undo());
document.querySelector('#clear').addEventListener('click', () => {
  view.clearPictures();
  pad.clear();
});

input.addEventListener('change', () => {
  const files = [...input.files];
  // Emptied, so that choosing the same picture again is a change too.
  input.value = '';
  readPictures(files);
});

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') {
    event.preventDefault();
    pad.undo();
  }
});

document.addEventListener('paste', (event) => readPictures([...(event.clipboardData?.files ?? [])]));

document.addEventListener('dragover', (event) => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', (event) => {
  // Only leaving the window counts; between elements, relatedTarget is the next one.
  if (!event.relatedTarget) document.body.classList.remove('dropping');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  readPictures([...(event.dataTransfer?.files ?? [])]);
});
