import { AvatarGridSkeleton } from '@/components/avatars/avatar-grid-skeleton';
import * as m from '@/messages/compiled/common';

export default function LoadingAvatars() {
  return (
    // As high as the window: the footer, in sight, would jump when the page comes.
    <div className="mx-auto min-h-dvh w-full max-w-7xl px-4 pt-4 sm:px-8 sm:pt-10">
      <h1 className="mb-8 text-3xl sm:text-4xl">{m.yourAvatars()}</h1>
      <p role="status" className="sr-only">
        {m.loading()}
      </p>
      <AvatarGridSkeleton />
    </div>
  );
}
