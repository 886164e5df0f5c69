'use client';

import { signIn } from 'next-auth/react';
import { useState } from 'react';
import type { SignInProvider } from '@/lib/views';
import * as m from '@/messages/compiled/signIn';

/** One button for each provider; pressing it leads there, and back to `next`. */
export function ProviderButtons({ providers, next }: { providers: readonly SignInProvider[]; next: string }) {
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <>
      <ul className="grid gap-3">
        {providers.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="button button-line w-full"
              onClick={() => {
                setLeaving(name);
                void signIn(id, { callbackUrl: next }).catch(() => setLeaving(null));
              }}
            >
              {m.continueWith({ name })}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {leaving !== null && m.opening({ name: leaving })}
      </p>
    </>
  );
}
