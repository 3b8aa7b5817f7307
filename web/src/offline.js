// Makes the page work offline after the first visit, and tells when a newer version waits.

const WORKER = 'sw.js';

/** @param {Document} page */
export async function workOffline(page) {
  const { serviceWorker } = navigator;
  // Only pages that came by https, or from this machine, may have one.
  if (!serviceWorker) return;
  // Some browsers keep nothing at all, as in private windows; the page works without.
  const registration = await serviceWorker.register(new URL(WORKER, page.baseURI)).catch(() => undefined);
  if (!registration) return;
  registration.addEventListener('updatefound', () => watch(registration.installing));
  if (registration.waiting) offer();
  serviceWorker.ready.then(() => {
    page.querySelector('#offline').hidden = false;
  });

  function watch(worker) {
    worker.addEventListener('statechange', () => {
      // Without a controller it is the first version, which nothing waits for.
      if (worker.state === 'installed' && serviceWorker.controller) offer();
    });
  }

  function offer() {
    page.querySelector('#update').hidden = false;
    page.querySelector('#update button').onclick = () => {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      registration.waiting?.postMessage('take over');
    };
  }
}
