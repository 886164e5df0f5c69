import Link from 'next/link';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';

/** The history before there is any: it leads on to the form. */
export function NoAvatars() {
  return (
    <div className="grid justify-items-center gap-6 rounded-picture border border-dashed border-edge px-6 py-14 text-center sm:py-20">
      <div aria-hidden="true" className="flex gap-3">
        <div className="h-24 w-16 rounded-print border-2 border-edge" />
        <div className="h-24 w-16 rounded-print bg-accent" />
      </div>
      <div>
        <h2 className="text-xl">{m.nothingYet()}</h2>
        <p className="mt-2 max-w-sm text-ink-soft">{m.nothingYetText()}</p>
      </div>
      <Link href="/create" className="button button-ink">
        {common.startWithSelfie()}
      </Link>
    </div>
  );
}
