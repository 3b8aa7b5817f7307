// A picture from the camera: in a dialog with what the camera sees. Phones have a camera of their own behind the file input.
import { element } from './element.js';

const REFUSALS = {
  NotAllowedError: 'The camera was refused. Allow it for this page in the browser, or choose a picture instead.',
  NotFoundError: 'No camera was found. Choose a picture instead.',
  NotReadableError: 'The camera is in use by another program. Close that, or choose a picture instead.',
};
const NO_CAMERA = 'This browser gives the page no camera. Choose a picture instead.';

// More than preprocess looks at, and little enough for any camera.
const WIDTH = 1280;

/**
 * @param {Document} page
 * @returns {Promise<File | null>} null where the person thought better of it
 * @throws {Error} with a sentence for people
 */
export async function takePicture(page) {
  const stream = await openCamera();
  const video = element('video', { autoplay: true, muted: true, playsInline: true, srcObject: stream });
  const shoot = element('button', { type: 'button', className: 'primary', textContent: 'Take the picture' });
  const cancel = element('button', { type: 'button', textContent: 'Cancel' });
  const title = element('h2', { textContent: 'Camera' });
  const buttons = element('div', { className: 'tools' }, shoot, cancel);
  const dialog = element('dialog', { className: 'camera', ariaLabel: 'Camera' }, title, video, buttons);
  page.body.append(dialog);
  try {
    return await new Promise((resolve, reject) => {
      cancel.addEventListener('click', () => dialog.close());
      dialog.addEventListener('close', () => resolve(null));
      shoot.addEventListener('click', () => pictureOf(video).then(resolve, reject));
      dialog.showModal();
    });
  } finally {
    for (const track of stream.getTracks()) track.stop();
    dialog.remove();
  }
}

async function openCamera() {
  // Only pages that came by https, or from this machine, are given one.
  if (!navigator.mediaDevices) throw new Error(NO_CAMERA);
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: WIDTH } } });
  } catch (error) {
    throw new Error(REFUSALS[error.name] ?? NO_CAMERA);
  }
}

async function pictureOf(video) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
  }
  const canvas = element('canvas', { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d').drawImage(video, 0, 0);
  const content = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  return new File([content], 'camera.png', { type: 'image/png' });
}
