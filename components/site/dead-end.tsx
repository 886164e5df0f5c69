import type { ReactNode } from 'react';

/** A page that isn't what was hoped for: what happened, and where to go from here. */
export function DeadEnd({ title, children, links }: { title: string; children: ReactNode; links: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-[60dvh] w-full max-w-xl content-center gap-4 px-4 py-16 sm:px-8">
      <div aria-hidden="true" className="mb-4 flex gap-2">
        <div className="h-20 w-13 rounded-print border-2 border-edge" />
        <div className="h-20 w-13 rounded-print border-2 border-dashed border-edge" />
      </div>
      <h1 className="text-3xl sm:text-4xl">{title}</h1>
      <p className="text-ink-soft">{children}</p>
      <div className="mt-2 flex flex-wrap gap-3">{links}</div>
    </div>
  );
}
