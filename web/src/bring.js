// How pictures come in: chosen, dropped, pasted, taken with the camera.

/**
 * @param {Document} page
 * @param {(files: File[]) => void} take      called with one picture at least
 * @param {(words: string) => void} complain  says what did not work
 */
export function bringPictures(page, take, complain) {
  const offer = (files) => files.length > 0 && take([...files]);
  const fromInput = (input) => {
    input.addEventListener('change', () => {
      const files = [...input.files];
      // Emptied, so that choosing the same picture again is a change too.
      input.value = '';
      offer(files);
    });
    return input;
  };
  fromInput(page.querySelector('#pictures'));
  page.addEventListener('paste', (event) => offer(event.clipboardData?.files ?? []));

  page.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    page.body.classList.add('dropping');
  });
  page.addEventListener('dragleave', (event) => {
    // Only leaving the window counts; between elements, relatedTarget is the next one.
    if (!event.relatedTarget) page.body.classList.remove('dropping');
  });
  page.addEventListener('drop', async (event) => {
    event.preventDefault();
    page.body.classList.remove('dropping');
    // What was dropped can be asked for now only, not once another file has been loaded.
    const { files = [], items = [] } = event.dataTransfer ?? {};
    const dropped = [...files];
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) {
      offer(dropped);
      return;
    }
    try {
      const found = await (await import('./folders.js')).filesOf(entries);
      if (found.length === 0) complain('There is no picture in this folder.');
      offer(found);
    } catch (error) {
      complain(`The folder could not be read: ${error.message}. Choose its pictures instead.`);
    }
  });

  const photo = fromInput(page.querySelector('#photo'));
  page.querySelector('#camera').addEventListener('click', async () => {
    // Where fingers are, the file input brings the camera that the person knows.
    if (matchMedia('(pointer: coarse)').matches) {
      photo.click();
      return;
    }
    try {
      const file = await (await import('./camera.js')).takePicture(page);
      if (file) offer([file]);
    } catch (error) {
      complain(error.message);
    }
  });
}
