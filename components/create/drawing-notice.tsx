import Link from 'next/link';
import type { DrawingNotice, EngineName } from '@/lib/limits';

/** Why nothing can be drawn now, before anyone gives a photo; and the other engine, where the operator allows it. */
export function Unavailable({ notice, engine }: { notice: DrawingNotice; engine: EngineName }) {
  const chosen = engine === 'embedded';
  return (
    <section aria-label="Drawing" className="mb-8 rounded-picture border border-line bg-raised p-5">
      <p className="text-danger">{notice.message}</p>
      {notice.fallback && (
        <>
          <p className="mt-2 text-sm text-ink-soft">
            {chosen
              ? 'You chose to have this one drawn on this server instead.'
              : 'This server can draw by itself meanwhile. It restyles your own photo, and reads less of a prompt.'}
          </p>
          <Link href={chosen ? '/create' : '/create?engine=embedded'} className="button button-line mt-4 inline-flex">
            {chosen ? 'Wait for the picture service' : 'Draw on this server instead'}
          </Link>
        </>
      )}
    </section>
  );
}
