'use server';

import { z } from 'zod';
import { userAction } from '@/lib/action';
import { startSession } from '@/lib/session';

/** Makes a visitor a guest, for the playground to ask in their name. */
export const beginPlayground = userAction(z.undefined(), async () => null, startSession);
