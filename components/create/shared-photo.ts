/** Where public/sw.js lays down a photo that another app shared. */
const CACHE = 'selfsame-shared';
const ADDRESS = '/create/shared';

/** The photo that this page was opened with, once; `null` when it is lost, `undefined` when it was opened without. */
export async function takeSharedPhoto(): Promise<File | null | undefined> {
  const address = new URL(window.location.href);
  if (!address.searchParams.has('shared')) return undefined;
  address.searchParams.delete('shared');
  window.history.replaceState(window.history.state, '', address);
  if (!('caches' in window)) return null;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(ADDRESS);
  await cache.delete(ADDRESS);
  if (kept === undefined) return null;
  const photo = await kept.blob();
  return new File([photo], decodeURIComponent(kept.headers.get('X-Name') ?? 'photo'), { type: photo.type });
}
