import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';
import { describedBy, FieldError } from '@/components/ui/field-error';
import { SHARE_PASSWORD_MAX_LENGTH } from '@/lib/limits';
import * as m from '@/messages/compiled/shared';

const SORRY = {
  wrong: m.wrongPassword,
  wait: m.tooManyTries,
};

/** In place of a locked link's avatars: the way in, and nothing about them. A plain form, without JavaScript. */
export function LockedLink({ slug, sorry }: { slug: string; sorry: keyof typeof SORRY | null }) {
  return (
    <PageFrame nav={<SiteNav />}>
      <div className="mx-auto grid min-h-[60dvh] w-full max-w-xl content-center gap-4 px-4 py-16 sm:px-8">
        <div aria-hidden="true" className="mb-4 flex gap-2">
          <div className="h-20 w-13 rounded-print border-2 border-edge" />
          <div className="grid h-20 w-13 place-items-center rounded-print bg-accent text-on-accent">
            <svg viewBox="0 0 24 24" className="size-6 fill-none stroke-current" strokeWidth="2" aria-hidden="true">
              <rect x="5" y="11" width="14" height="9" rx="2" />
              <path d="M8 11V8a4 4 0 0 1 8 0v3" />
            </svg>
          </div>
        </div>
        <h1 className="text-3xl sm:text-4xl">{m.asksPassword()}</h1>
        <p className="text-ink-soft">{m.whoKnows()}</p>
        <form method="post" action={`/s/${slug}/unlock`} className="mt-2 max-w-sm">
          <label htmlFor="password" className="font-semibold">
            {m.password()}
          </label>
          <input
            id="password"
            name="password"
            type="password"
            required
            maxLength={SHARE_PASSWORD_MAX_LENGTH}
            autoComplete="off"
            aria-describedby={describedBy(sorry !== null && 'password-error')}
            aria-invalid={sorry !== null}
            className="field mt-1.5"
          />
          <div role="alert">
            <FieldError id="password-error" message={sorry === null ? undefined : SORRY[sorry]()} />
          </div>
          <button type="submit" className="button button-ink mt-4">
            {m.show()}
          </button>
        </form>
      </div>
    </PageFrame>
  );
}
