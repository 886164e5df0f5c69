import Link from 'next/link';
import { DeadEnd } from '@/components/site/dead-end';

export default function AvatarNotFound() {
  return (
    <DeadEnd
      title="This avatar is not here"
      links={
        <Link href="/avatars" className="button button-ink">
          Your avatars
        </Link>
      }
    >
      It may have been deleted, or it was made in another browser.
    </DeadEnd>
  );
}
