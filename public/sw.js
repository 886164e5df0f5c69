/**
 * The service worker: a page for when there is no connection, and photos that other apps hand over. Pictures and pages
 * of people are never kept here.
 */
const OFFLINE = 'selfsame-offline-3';
const SHARED = 'selfsame-shared';
const OFFLINE_PAGE = '/offline.html';

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(OFFLINE).then((cache) => cache.add(new Request(OFFLINE_PAGE, { cache: 'reload' }))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([
      caches.keys().then((names) => {
        const old = names.filter((name) => name.startsWith('selfsame-offline-') && name !== OFFLINE);
        return Promise.all(old.map((name) => caches.delete(name)));
      }),
      self.registration.navigationPreload?.enable(),
      self.clients.claim(),
    ]),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode !== 'navigate') return;
  if (request.method === 'GET') event.respondWith(page(event));
  else if (new URL(request.url).pathname === '/create/shared') event.respondWith(takeShared(request));
});

async function page({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

/** Lays the photo down for the form, which sends it like any other. */
async function takeShared(request) {
  const photo = (await request.formData()).get('photo');
  if (photo instanceof File) {
    const cache = await caches.open(SHARED);
    const headers = { 'Content-Type': photo.type, 'X-Name': encodeURIComponent(photo.name) };
    await cache.put('/create/shared', new Response(photo, { headers }));
  }
  return Response.redirect('/create?shared', 303);
}

/** 'Your avatars are ready': back to the page that asked, or to the history. */
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showStudio());
});

async function showStudio() {
  const pages = await self.clients.matchAll({ type: 'window' });
  const waiting = pages.find(({ url }) => /^\/(create|avatars)/.test(new URL(url).pathname));
  return waiting ? waiting.focus() : self.clients.openWindow('/avatars');
}
