'use client';

import * as m from '@/messages/compiled/failed';
import { localeTag } from '@/messages/locale';

const CSS = `
  :root { color-scheme: light dark; font-family: ui-sans-serif, system-ui, sans-serif; line-height: 1.5 }
  body { margin: 0; min-height: 100dvh; display: grid; place-content: center; padding: 1rem; background: #f7f4ee; color: #1b1916 }
  main { max-width: 32rem }
  h1 { font-size: 2rem; line-height: 1.12; margin: 0 }
  button { min-height: 2.75rem; padding: 0 1.125rem; border: 0; border-radius: .5rem; font: inherit; font-weight: 600; background: #1b1916; color: #f7f4ee; cursor: pointer }
  @media (prefers-color-scheme: dark) { body { background: #131210; color: #f3efe6 } button { background: #f3efe6; color: #131210 } }
`;

/** When even the layout failed: a whole page of its own, without the app's styles. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang={localeTag()}>
      <head>
        <title>{`${m.short()} · Selfsame`}</title>
        <style>{CSS}</style>
      </head>
      <body>
        <main>
          <h1>{m.title()}</h1>
          <p>{m.text()}</p>
          <button type="button" onClick={() => retry()}>
            {m.again()}
          </button>
        </main>
      </body>
    </html>
  );
}
