import { UserRound } from 'lucide-react';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/nav';

/** The way to the account, and whose it is: a member's first letter, or an outline. A plain link: it costs no JavaScript. */
export function AccountLink({ member, current = false }: { member: string | null; current?: boolean }) {
  return (
    <a href="/account" aria-current={current ? 'page' : undefined} className="button button-bare group px-2">
      <span className="sr-only">{member === null ? common.account() : m.accountOf({ name: member })}</span>
      <span
        aria-hidden="true"
        className={`grid size-8 place-items-center rounded-full text-sm ${
          member === null ? 'border border-edge' : 'bg-accent-wash text-ink'
        } relative group-aria-[current]:text-ink group-aria-[current]:after:absolute group-aria-[current]:after:inset-x-1.5 group-aria-[current]:after:-bottom-1.5 group-aria-[current]:after:h-0.5 group-aria-[current]:after:bg-accent`}
      >
        {member === null ? <UserRound size={16} /> : ([...member][0] ?? '').toUpperCase()}
      </span>
    </a>
  );
}
