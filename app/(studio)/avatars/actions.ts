'use server';

import { z } from 'zod';
import { userAction } from '@/lib/action';
import * as avatars from '@/lib/avatars';
import * as sharing from '@/lib/sharing';

const id = z.uuid();

export const moreAvatars = userAction(z.string().max(200), (ownerId, cursor) =>
  avatars.listAvatars(ownerId, { cursor }),
);
export const deleteAvatar = userAction(id, avatars.deleteAvatar);
export const restoreAvatar = userAction(id, avatars.restoreAvatar);
export const shareAvatar = userAction(id, sharing.shareAvatar);
export const stopSharing = userAction(id, sharing.stopSharing);
