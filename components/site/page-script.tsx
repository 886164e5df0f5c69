/**
 * The few lines that every page runs before it is painted, without waiting for the app: the chosen theme, so that it
 * never flashes, and the service worker (public/sw.js) for the offline page and the share target.
 */
const SCRIPT = `(() => {
  const root = document.documentElement;
  const COLOURS = { light: '#f7f4ee', dark: '#131210' };
  const read = () => { try { return localStorage.getItem('selfsame.theme') } catch { return null } };
  const keep = (theme) => { try { localStorage.setItem('selfsame.theme', theme) } catch {} };
  const show = (theme) => {
    if (theme in COLOURS) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const meta of document.querySelectorAll('meta[name=theme-color]'))
      meta.content = COLOURS[theme] ?? COLOURS[meta.media.includes('dark') ? 'dark' : 'light'];
    for (const select of document.querySelectorAll('select[name=theme]')) select.value = theme in COLOURS ? theme : 'system';
  };
  const showKept = () => show(read() ?? 'system');
  showKept();
  addEventListener('DOMContentLoaded', showKept);
  addEventListener('storage', showKept);
  addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === 'theme') { keep(target.value); show(target.value) }
  });
  addEventListener('load', () => navigator.serviceWorker?.register('/sw.js').catch(() => undefined));
})()`;

/** @param nonce the answer's own, without which it doesn't run */
export function PageScript({ nonce }: { nonce: string | undefined }) {
  return <script nonce={nonce}>{SCRIPT}</script>;
}
