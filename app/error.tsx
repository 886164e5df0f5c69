'use client';

import * as m from '@/messages/compiled/failed';

/** A fault of ours. The sentence stays the same whatever happened; the log knows more. */
export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto grid min-h-[70dvh] w-full max-w-xl content-center gap-4 px-4 py-16 sm:px-8">
      <h1 className="text-3xl sm:text-4xl">{m.title()}</h1>
      <p className="text-ink-soft">{m.text()}</p>
      <div className="mt-2 flex flex-wrap gap-3">
        <button type="button" className="button button-ink" onClick={() => retry()}>
          {m.again()}
        </button>
        <a href="/avatars" className="button button-line">
          {m.avatars()}
        </a>
      </div>
    </main>
  );
}
