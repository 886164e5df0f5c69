'use client';

import { Heart } from 'lucide-react';
import Link from 'next/link';
import { type PointerEvent, useRef, ViewTransition } from 'react';
import { STYLE_NAMES } from '@/lib/limits';
import type { AvatarView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { AvatarPicture } from './avatar-picture';
import type { Selection } from './selection';

/** A finger that rests this long on a picture chooses it. */
const LONG_PRESS_MS = 500;

type Props = {
  avatar: AvatarView;
  eager: boolean;
  trashed: boolean;
  selection: Selection;
  onFavourite: (favourite: boolean) => void;
};

/** One picture of the history: a link to its page, or a box to tick while some are being chosen. */
export function AvatarTile(props: Props) {
  return props.selection.active ? <ChoiceTile {...props} /> : <LinkTile {...props} />;
}

function ChoiceTile({ avatar, eager, trashed, selection }: Props) {
  const range = useRef(false);
  const chosen = selection.chosen.has(avatar.id);
  return (
    <label
      className={`relative block rounded-picture transition-transform has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-accent ${chosen ? 'scale-94 ring-3 ring-accent ring-offset-3 ring-offset-paper' : ''}`}
      onPointerDown={(event) => {
        range.current = event.shiftKey;
        // Else the browser selects the text between two pictures.
        if (event.shiftKey) event.preventDefault();
      }}
    >
      <AvatarPicture avatar={avatar} size="thumb" eager={eager} trashed={trashed} />
      {avatar.byApi && <ApiBadge />}
      <input
        type="checkbox"
        className="tick absolute top-2.5 left-2.5 shadow-md outline-none"
        aria-label={m.chooseAvatar({ style: STYLE_NAMES[avatar.style] })}
        checked={chosen}
        onKeyDown={(event) => {
          range.current = event.shiftKey;
        }}
        onChange={() => selection.toggle(avatar.id, range.current)}
      />
    </label>
  );
}

function LinkTile({ avatar, eager, selection, onFavourite }: Props) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(false);

  function onPointerDown(event: PointerEvent) {
    held.current = false;
    if (event.pointerType !== 'touch') return;
    timer.current = setTimeout(() => {
      held.current = true;
      selection.start(avatar.id);
    }, LONG_PRESS_MS);
  }

  const release = () => clearTimeout(timer.current);
  return (
    <div className="group relative">
      <Link
        href={`/avatars/${avatar.id}`}
        prefetch={false}
        className="block touch-manipulation rounded-picture -outline-offset-2 select-none [-webkit-touch-callout:none] focus-visible:rounded-picture"
        onPointerDown={onPointerDown}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={release}
        onContextMenu={(event) => {
          if (held.current) event.preventDefault();
        }}
        onClick={(event) => {
          if (event.shiftKey) selection.start(avatar.id);
          if (event.shiftKey || held.current) event.preventDefault();
        }}
      >
        <ViewTransition name={`avatar-${avatar.id}`} share="auto" default="none">
          <AvatarPicture avatar={avatar} size="thumb" eager={eager} />
        </ViewTransition>
        {avatar.byApi && <ApiBadge />}
      </Link>
      <button
        type="button"
        aria-label={common.favourite()}
        aria-pressed={avatar.favourite}
        onClick={() => onFavourite(!avatar.favourite)}
        className="absolute right-1.5 bottom-1.5 grid size-11 place-items-center rounded-full text-[#fff] opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 aria-pressed:opacity-100 [@media(hover:none)]:opacity-100"
      >
        <Heart
          size={22}
          aria-hidden="true"
          fill={avatar.favourite ? 'currentColor' : 'rgb(0 0 0 / 0.25)'}
          className="drop-shadow-[0_1px_3px_rgb(0_0_0/0.7)]"
        />
      </button>
    </div>
  );
}

/** In the corner of a picture that a program asked for. */
function ApiBadge() {
  return (
    <span className="absolute top-2.5 right-2.5 rounded-full bg-[rgb(0_0_0/0.6)] px-2 py-0.5 text-xs font-semibold text-[#fff]">
      <span className="sr-only">{m.madeByApi()} </span>API
    </span>
  );
}
