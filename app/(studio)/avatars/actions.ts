'use server';

import { z } from 'zod';
import { userAction } from '@/lib/action';
import * as avatars from '@/lib/avatars';
import { historyFilter, listAvatars, PAGE_SIZE } from '@/lib/history';
import { SHARED_AVATARS_MAX } from '@/lib/limits';
import * as sharing from '@/lib/sharing';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/errors';

const id = z.uuid();
const slug = z.string().max(20);
const ids = z
  .array(id)
  .min(1)
  .max(avatars.SELECTION_MAX, {
    error: () => m.tooManyChosen({ max: avatars.SELECTION_MAX }),
  });

export const moreAvatars = userAction(
  z.object({ cursor: z.string().max(200), filter: historyFilter }),
  // Whoever scrolls on wants more than the first page's worth.
  (ownerId, wish) => listAvatars(ownerId, { ...wish, limit: 2 * PAGE_SIZE }),
);
export const setFavourite = userAction(z.object({ ids, favourite: z.boolean() }), (ownerId, asked) =>
  avatars.setFavourite(ownerId, asked.ids, asked.favourite),
);
export const deleteAvatars = userAction(ids, avatars.deleteAvatars);
export const restoreAvatars = userAction(ids, avatars.restoreAvatars);
export const deleteForGood = userAction(z.union([ids, z.literal('all')]), avatars.deleteForGood);
export const shareAvatars = userAction(
  z
    .array(id)
    .min(1)
    .max(SHARED_AVATARS_MAX, { error: () => common.tooManyForLink({ max: SHARED_AVATARS_MAX }) }),
  sharing.shareAvatars,
);
export const changeShareLink = userAction(sharing.shareOptions.extend({ slug }), sharing.changeShareLink);
export const stopSharing = userAction(slug, sharing.stopSharing);
