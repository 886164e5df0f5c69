import Link from 'next/link';
import { STYLE_NAMES } from '@/lib/limits';
import type { AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/common';
import { AvatarPicture } from './avatar-picture';

/** The other styles that were asked for together with an avatar: one tap from one to the next. */
export function SheetStrip({ current, avatars }: { current: string; avatars: readonly AvatarView[] }) {
  if (avatars.length < 2) return null;
  return (
    <nav aria-labelledby="sheet" className="mt-6">
      <h2 id="sheet" className="mb-3 text-lg font-semibold">
        {m.styleSheet()}
      </h2>
      <ul className="grid grid-cols-5 gap-2 sm:gap-3">
        {avatars.map((avatar) => (
          <li key={avatar.id}>
            <Link
              href={`/avatars/${avatar.id}`}
              aria-current={avatar.id === current ? 'page' : undefined}
              className="group block text-center text-sm text-ink-soft aria-[current]:font-semibold aria-[current]:text-ink"
            >
              <span className="mb-1.5 block overflow-hidden rounded-print ring-accent ring-offset-2 ring-offset-paper group-aria-[current]:ring-2 [&>span]:rounded-print">
                <AvatarPicture avatar={avatar} size="thumb" />
              </span>
              {STYLE_NAMES[avatar.style]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
