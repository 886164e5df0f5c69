import type { ErasureReceipt } from '@/lib/views';
import * as m from '@/messages/compiled/account';
import * as common from '@/messages/compiled/common';

/** What was deleted, counted, and that a search found nothing left. */
export function Receipt({ receipt: { finishedAt, removed, left } }: { receipt: ErasureReceipt }) {
  const nothingLeft = left.rows + left.files + left.jobs === 0;
  const lines: [name: string, count: number][] = [
    [m.selfies(), removed.selfies],
    [m.avatars(), removed.avatars],
    [m.generations(), removed.generations],
    [m.shareLinks(), removed.shareLinks],
    [m.files(), removed.files],
    [m.queueEntries(), removed.jobs],
    [m.signedIn(), removed.sessions],
  ];
  return (
    <div className="mx-auto grid w-full max-w-xl gap-8 px-4 pt-8 sm:px-8 sm:pt-16">
      <div className="grid gap-3">
        <h1 className="text-3xl sm:text-4xl">{m.deleted()}</h1>
        <p className="text-ink-soft">{m.thanks()}</p>
      </div>
      <section aria-labelledby="receipt" className="rounded-picture border border-line bg-raised p-6 sm:p-8">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line pb-4">
          <h2 id="receipt" className="text-xl">
            {m.receipt()}
          </h2>
          <time dateTime={finishedAt} className="text-sm text-ink-soft tabular-nums">
            {finishedAt.slice(0, 16).replace('T', ' ')} UTC
          </time>
        </div>
        <dl className="mt-3">
          {lines.map(([name, count]) => (
            <div key={name} className="flex min-h-9 items-center justify-between gap-4">
              <dt>{name}</dt>
              <dd className="tabular-nums">{count}</dd>
            </div>
          ))}
        </dl>
        <p className={`mt-4 border-t border-line pt-4 ${nothingLeft ? '' : 'text-danger'}`}>
          {nothingLeft ? m.nothingLeft() : m.stillThere(left)}
        </p>
      </section>
      <a href="/create" className="button button-line justify-self-start">
        {common.startAnew()}
      </a>
    </div>
  );
}
