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
    const { width, height, data } = pad.picture();
    const { reading } = await recogniser.readPixels({ width, height, data: flatten(data) }, 'drawing');
    if (mine === newest) view.showReading(reading);
  } catch (error) {
    if (mine === newest) view.showProblem(failure(error));
  }
}

async function readPictures(files) {
  if (files.length === 0) return;
  const mine = ++newest;
  view.clearPictures();
  const items = files.map((file) => view.addPicture(file.name));
  for (const [index, file] of files.entries()) {
    if (mine === newest && files.length > 1) view.showProgress(`Reading ${index + 1} of ${files.length}…`);
    try {
      const { reading, thumbnail } = await recogniser.readFile(file);
      items[index].show(reading, thumbnail);
      if (mine === newest) view.showReading(reading, files.length > 1 ? file.name : '');
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
