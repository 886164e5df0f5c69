import { THEME_COLOURS, THEME_COOKIE } from './theme';

/**
 * The few lines that every page runs without waiting for the app: the choice of the theme, which the server knows the
 * next time, and the service worker (public/sw.js) for the offline page and the share target.
 */
const SCRIPT = `(() => {
  const root = document.documentElement;
  const COLOURS = ${JSON.stringify(THEME_COLOURS)};
  const read = () => /(?:^|; )${THEME_COOKIE}=(\\w+)/.exec(document.cookie)?.[1];
  const keep = (theme) => {
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = '${THEME_COOKIE}=' + theme + '; path=/; max-age=31536000; samesite=lax' + secure;
  };
  const choose = (theme) => {
    for (const select of document.querySelectorAll('select[name=theme]')) select.value = theme;
  };
  const show = (theme) => {
    if (theme in COLOURS) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const meta of document.querySelectorAll('meta[name=theme-color]'))
      meta.content = COLOURS[theme] ?? COLOURS[meta.media.includes('dark') ? 'dark' : 'light'];
    choose(theme in COLOURS ? theme : 'system');
  };
  // The server has written the theme into the page.
  choose(root.dataset.theme ?? 'system');
  addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === 'theme') { keep(target.value); show(target.value) }
  });
  // It may have been chosen in another tab.
  document.addEventListener('visibilitychange', () => document.hidden || show(read() ?? 'system'));
  addEventListener('load', () => navigator.serviceWorker?.register('/sw.js').catch(() => undefined));
})()`;

/** At the end of the page: nothing of it is needed for the first paint. @param nonce the answer's own, without which it doesn't run */
export function PageScript({ nonce }: { nonce: string | undefined }) {
  return <script nonce={nonce}>{SCRIPT}</script>;
}
