// How pictures come in: chosen, dropped, pasted.

/**
 * @param {Document} page
 * @param {(files: File[]) => void} take  called with one picture at least
 */
export function bringPictures(page, take) {
  const offer = (files) => files.length > 0 && take([...files]);
  const input = page.querySelector('#pictures');
  input.addEventListener('change', () => {
    const files = [...input.files];
    // Emptied, so that choosing the same picture again is a change too.
    input.value = '';
    offer(files);
  });
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
  page.addEventListener('drop', (event) => {
    event.preventDefault();
    page.body.classList.remove('dropping');
    offer(event.dataTransfer?.files ?? []);
  });
}
