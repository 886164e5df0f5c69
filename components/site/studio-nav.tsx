'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import * as m from '@/messages/compiled/nav';
import { AccountLink } from './account-link';
import { PageComing } from './page-coming';

const PAGES: { href: Route; name: () => string }[] = [
  { href: '/create', name: m.create },
  { href: '/avatars', name: m.avatars },
];

/** Create, Avatars and the account, with the present one marked. @param member who is signed in */
export function StudioNav({ member }: { member: string | null }) {
  const path = usePathname();
  return (
    <>
      {PAGES.map(({ href, name }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : path.startsWith(href) ? 'true' : undefined}
          className="button button-bare max-xs:px-1.5 aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8"
        >
          {name()}
          <PageComing />
        </Link>
      ))}
      <AccountLink member={member} current={path === '/account'} />
    </>
  );
}
