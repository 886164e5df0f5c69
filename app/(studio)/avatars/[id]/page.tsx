import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { cache, ViewTransition } from 'react';
import { AvatarFacts } from '@/components/avatars/avatar-facts';
import { AvatarPicture } from '@/components/avatars/avatar-picture';
import { BeforeAfter } from '@/components/avatars/before-after';
import { CopyPicture } from '@/components/avatars/copy-picture';
import { DeleteAvatar } from '@/components/avatars/delete-avatar';
import { DownloadVariant } from '@/components/avatars/download-variant';
import { FavouriteAvatar } from '@/components/avatars/favourite-avatar';
import { Neighbours } from '@/components/avatars/neighbours';
import { ProfilePicture } from '@/components/avatars/profile-picture';
import { SheetStrip } from '@/components/avatars/sheet-strip';
import { SharePanel } from '@/components/share/share-panel';
import { readAvatar } from '@/lib/avatars';
import { STYLE_NAMES, VARIANTS } from '@/lib/limits';
import { getUserId } from '@/lib/session';
import { listShareLinks } from '@/lib/sharing';
import * as m from '@/messages/compiled/avatar';
import * as common from '@/messages/compiled/common';
import { changeShareLink, deleteAvatars, restoreAvatars, setFavourite, shareAvatars, stopSharing } from '../actions';

/** Once per request, for the page and its title. */
const read = cache(async (id: string) => {
  const userId = await getUserId();
  const [avatar, links] =
    userId === null ? [null, []] : await Promise.all([readAvatar(userId, id), listShareLinks(userId, id)]);
  return { avatar, links };
});

export async function generateMetadata({ params }: PageProps<'/avatars/[id]'>): Promise<Metadata> {
  const { avatar } = await read((await params).id);
  return {
    title: avatar === null ? m.notFound() : common.avatarInStyle({ style: STYLE_NAMES[avatar.style] }),
    robots: { index: false },
  };
}

export default async function AvatarPage({ params }: PageProps<'/avatars/[id]'>) {
  const { avatar, links } = await read((await params).id);
  if (avatar === null) notFound();
  return (
    <div className="mx-auto w-full max-w-7xl px-4 sm:px-8">
      <div className="-mx-3 mb-2 flex flex-wrap items-center justify-between">
        <Link href="/avatars" className="button button-bare">
          {m.allAvatars()}
        </Link>
        <Neighbours newerId={avatar.newerId} olderId={avatar.olderId} />
      </div>
      <div className="grid gap-x-14 gap-y-8 md:grid-cols-[minmax(0,32rem)_minmax(18rem,34rem)]">
        <div key={avatar.id}>
          {avatar.selfieId === null ? (
            <ViewTransition name={`avatar-${avatar.id}`} share="auto" default="none">
              <AvatarPicture avatar={avatar} size="page" fit="whole" eager />
            </ViewTransition>
          ) : (
            <BeforeAfter avatar={avatar} selfieId={avatar.selfieId} />
          )}
          <SheetStrip current={avatar.id} avatars={avatar.sheet} />
        </div>
        <div className="grid content-start gap-8 md:pt-4">
          <h1 className="text-3xl sm:text-4xl">{STYLE_NAMES[avatar.style]}</h1>
          <div className="grid gap-3">
            <a href={`/images/avatars/${avatar.id}?download`} download className="button button-ink">
              <Download size={18} aria-hidden="true" />
              {common.download()}
            </a>
            <div className="grid grid-cols-2 gap-3">
              <ProfilePicture key={avatar.id} avatar={avatar} />
              <CopyPicture key={avatar.id} id={avatar.id} />
              {VARIANTS.map((variant) => (
                <DownloadVariant key={`${avatar.id} ${variant}`} id={avatar.id} variant={variant} />
              ))}
            </div>
            <SharePanel
              key={avatar.id}
              id={avatar.id}
              initialLinks={links}
              actions={{ share: shareAvatars, change: changeShareLink, stop: stopSharing }}
            />
          </div>
          <section aria-labelledby="made-with" className="border-t border-line pt-6">
            <h2 id="made-with" className="mb-4 text-lg font-semibold">
              {m.whatMadeIt()}
            </h2>
            <AvatarFacts avatar={avatar} />
          </section>
          <div className="border-t border-line pt-4">
            <div className="-mx-3 flex flex-wrap gap-1">
              <FavouriteAvatar avatar={avatar} mark={setFavourite} />
              <Link href={`/create?from=${avatar.id}`} className="button button-bare">
                {m.makeAnother()}
              </Link>
              <DeleteAvatar avatar={avatar} remove={deleteAvatars} restore={restoreAvatars} />
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}
