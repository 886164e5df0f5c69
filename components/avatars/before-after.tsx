'use client';

import { useState, ViewTransition } from 'react';
import type { AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/avatar';
import * as common from '@/messages/compiled/common';
import { AvatarPicture } from './avatar-picture';

/** The avatar, and below a slider the selfie it came from: pull the line across. */
export function BeforeAfter({ avatar, selfieId }: { avatar: AvatarView; selfieId: string }) {
  const [at, setAt] = useState(0);
  return (
    <figure>
      <div className="relative overflow-hidden rounded-picture">
        <ViewTransition name={`avatar-${avatar.id}`} share="auto" default="none">
          <AvatarPicture avatar={avatar} size="page" fit="whole" eager />
        </ViewTransition>
        <img
          src={`/images/selfies/${selfieId}`}
          alt={common.selfieItCameFrom()}
          className="absolute inset-0 size-full object-cover"
          style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}
        />
        {at > 0 && at < 100 && (
          <span
            aria-hidden="true"
            className="absolute inset-y-0 w-0.5 -translate-x-px bg-[#fff] shadow-[0_0_0_1px_rgb(0_0_0/0.25)]"
            style={{ left: `${at}%` }}
          />
        )}
      </div>
      <figcaption className="mt-3 grid grid-cols-[auto_1fr_auto] items-center gap-3 text-sm text-ink-soft">
        <span aria-hidden="true">{m.avatar()}</span>
        <input
          type="range"
          min={0}
          max={100}
          value={at}
          aria-label={m.compare()}
          aria-valuetext={at === 0 ? m.onlyAvatar() : at === 100 ? m.onlyPhoto() : m.percentPhoto({ percent: at })}
          onChange={(event) => setAt(event.target.valueAsNumber)}
          className="slider"
        />
        <span aria-hidden="true">{common.selfie()}</span>
      </figcaption>
    </figure>
  );
}
