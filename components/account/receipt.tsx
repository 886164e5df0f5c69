import type { ErasureReceipt } from '@/lib/views';

/** What was deleted, counted, and that a search found nothing left. */
export function Receipt({ receipt: { finishedAt, removed, left } }: { receipt: ErasureReceipt }) {
  const nothingLeft = left.rows + left.files + left.jobs === 0;
  const lines: [name: string, count: number][] = [
    ['Selfies', removed.selfies],
    ['Avatars', removed.avatars],
    ['Generations', removed.generations],
    ['Share links', removed.shareLinks],
    ['Files', removed.files],
    ['Queue entries', removed.jobs],
    ['Signed-in browsers', removed.sessions],
  ];
  return (
    <div className="mx-auto grid w-full max-w-xl gap-8 px-4 pt-8 sm:px-8 sm:pt-16">
      <div className="grid gap-3">
        <h1 className="text-3xl sm:text-4xl">Everything is deleted</h1>
        <p className="text-ink-soft">
          Thank you for having been here. This receipt is kept by your browser, for an hour.
        </p>
      </div>
      <section aria-labelledby="receipt" className="rounded-picture border border-line bg-raised p-6 sm:p-8">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b border-line pb-4">
          <h2 id="receipt" className="text-xl">
            Receipt
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
          {nothingLeft
            ? 'Checked afterwards in database, files and queue: nothing is left.'
            : `Checked afterwards: ${left.rows} rows, ${left.files} files and ${left.jobs} jobs are still there. Tell whoever runs this server.`}
        </p>
      </section>
      <a href="/create" className="button button-line justify-self-start">
        Start anew
      </a>
    </div>
  );
}
