import Link from 'next/link';
import { DeadEnd } from '@/components/site/dead-end';
import * as m from '@/messages/compiled/avatar';
import * as common from '@/messages/compiled/common';

export default function AvatarNotFound() {
  return (
    <DeadEnd
      title={m.notHere()}
      links={
        <Link href="/avatars" className="button button-ink">
          {common.yourAvatars()}
        </Link>
      }
    >
      {m.notHereText()}
    </DeadEnd>
  );
}
