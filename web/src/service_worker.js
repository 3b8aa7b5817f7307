// Keeps the whole page in the browser, so that it opens offline. A new version is fetched as a whole, and waits until it is wanted or
// no old page is open any more: a page never meets files of another version.
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

// The build puts the list of files here. Addresses of the model carry its version, which says nothing here.
precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false, ignoreURLParametersMatching: [/^v$/] });
cleanupOutdatedCaches();

self.addEventListener('message', ({ data }) => {
  if (data === 'take over') self.skipWaiting();
});
// The page that brought the first version may go offline at once.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
