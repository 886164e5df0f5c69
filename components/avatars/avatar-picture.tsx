'use client';

import { useState } from 'react';
import { STYLE_NAMES } from '@/lib/limits';
import type { AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/common';

/** An avatar that fades in over its blurred placeholder once it has loaded. */
export function AvatarPicture({
  avatar,
  size,
  fit = 'cover',
  eager = false,
  trashed = false,
}: {
  avatar: Pick<AvatarView, 'id' | 'style' | 'width' | 'height' | 'placeholder'>;
  size: 'thumb' | 'page';
  /** `cover` fills a 2:3 frame; `whole` keeps the picture's own shape. */
  fit?: 'cover' | 'whole';
  eager?: boolean;
  /** Whether it lies in the trash, where only the trash finds it. */
  trashed?: boolean;
}) {
  const [loaded, setLoaded] = useState(false);
  return (
    <span
      className="relative block overflow-hidden rounded-picture bg-sunk"
      style={{ aspectRatio: fit === 'cover' ? '2 / 3' : `${avatar.width} / ${avatar.height}` }}
    >
      {avatar.placeholder !== '' && (
        <span
          aria-hidden="true"
          // Hidden once it is covered: a filter that is painted costs every scroll.
          className={`absolute inset-0 scale-110 bg-cover bg-center blur-lg transition-[visibility] delay-700 ${loaded ? 'invisible' : ''}`}
          style={{ backgroundImage: `url("${avatar.placeholder}")` }}
        />
      )}
      <img
        // The picture may have loaded before this script did.
        ref={(image) => {
          if (image?.complete && image.naturalWidth > 0) setLoaded(true);
        }}
        src={`/images/avatars/${avatar.id}?size=${size}${trashed ? '&trash' : ''}`}
        alt={m.avatarInStyle({ style: STYLE_NAMES[avatar.style] })}
        width={avatar.width}
        height={avatar.height}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        onLoad={() => setLoaded(true)}
        className={`absolute inset-0 size-full object-cover transition-opacity duration-700 ${loaded ? 'opacity-100' : 'opacity-0'}`}
      />
    </span>
  );
}
