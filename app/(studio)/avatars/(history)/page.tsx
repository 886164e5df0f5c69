import type { Metadata } from 'next';
import Link from 'next/link';
import { AvatarGrid } from '@/components/avatars/avatar-grid';
import { NoAvatars } from '@/components/avatars/no-avatars';
import { listAvatars } from '@/lib/avatars';
import { listUnfinished } from '@/lib/generations';
import { getUserId } from '@/lib/session';
import { cancelGeneration, dismissGeneration, retryGeneration } from '../../create/actions';
import { moreAvatars } from '../actions';

export const metadata: Metadata = { title: 'Your avatars' };

export default async function AvatarsPage() {
  const userId = await getUserId();
  const [first, unfinished] =
    userId === null
      ? [{ avatars: [], nextCursor: null }, []]
      : await Promise.all([listAvatars(userId, {}), listUnfinished(userId)]);
  const empty = first.avatars.length === 0 && unfinished.length === 0;
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 sm:px-8 sm:pt-10">
      <div className="mb-8 flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-3xl sm:text-4xl">Your avatars</h1>
        {!empty && (
          <Link href="/create" className="button button-line">
            Make more
          </Link>
        )}
      </div>
      {empty ? (
        <NoAvatars />
      ) : (
        <AvatarGrid
          first={first}
          unfinished={unfinished}
          actions={{
            cancel: cancelGeneration,
            retry: retryGeneration,
            dismiss: dismissGeneration,
            more: moreAvatars,
          }}
        />
      )}
    </div>
  );
}
