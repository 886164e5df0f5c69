import type { ReactNode } from 'react';

/** One matter of the account page: its name beside it on wide screens, above it on narrow ones. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section
      aria-labelledby={`${id}-title`}
      id={id}
      className="grid scroll-mt-6 gap-x-10 gap-y-4 border-t border-line py-8 md:grid-cols-[14rem_minmax(0,1fr)]"
    >
      <h2 id={`${id}-title`} className="text-xl">
        {title}
      </h2>
      <div className="grid justify-items-start gap-4">{children}</div>
    </section>
  );
}
