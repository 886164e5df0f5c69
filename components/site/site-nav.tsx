import * as m from '@/messages/compiled/nav';
import { AccountLink } from './account-link';

/**
 * Create and Avatars as plain links: pages that only show something carry no JavaScript of ours.
 * @param member who is signed in, `null` for nobody; without it, the page is a stranger's and doesn't ask
 */
export function SiteNav({ member }: { member?: string | null }) {
  return (
    <>
      <a href="/create" className="button button-bare max-xs:px-1.5">
        {m.create()}
      </a>
      <a href="/avatars" className="button button-bare max-xs:px-1.5">
        {m.avatars()}
      </a>
      {member !== undefined && <AccountLink member={member} />}
    </>
  );
}
