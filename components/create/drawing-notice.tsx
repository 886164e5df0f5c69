import Link from 'next/link';
import type { DrawingNotice, EngineName } from '@/lib/limits';
import * as m from '@/messages/compiled/create';

/** Why nothing can be drawn now, before anyone gives a photo; and the other engine, where the operator allows it. */
export function Unavailable({ notice, engine }: { notice: DrawingNotice; engine: EngineName }) {
  const chosen = engine === 'embedded';
  return (
    <section aria-label={m.drawing()} className="mb-8 rounded-picture border border-line bg-raised p-5">
      <p className="text-danger">{notice.message}</p>
      {notice.fallback && (
        <>
          <p className="mt-2 text-sm text-ink-soft">{chosen ? m.choseHere() : m.canHere()}</p>
          <Link href={chosen ? '/create' : '/create?engine=embedded'} className="button button-line mt-4 inline-flex">
            {chosen ? m.waitService() : m.drawHere()}
          </Link>
        </>
      )}
    </section>
  );
}
