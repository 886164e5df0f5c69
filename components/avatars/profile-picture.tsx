'use client';

import { CircleUserRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/avatar';

const ProfilePictureDialog = dynamic(() => import('./profile-picture-dialog'), { ssr: false });

/** Opens the maker of profile pictures, which is loaded when it is asked for. */
export function ProfilePicture({ avatar }: { avatar: AvatarView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button button-line px-2" onClick={() => setOpen(true)}>
        <CircleUserRound size={18} aria-hidden="true" className="flex-none" />
        {m.profilePicture()}
      </button>
      {open && <ProfilePictureDialog avatar={avatar} onClose={() => setOpen(false)} />}
    </>
  );
}
