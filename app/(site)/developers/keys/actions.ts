'use server';

import { z } from 'zod';
import { userAction } from '@/lib/action';
import * as keys from '@/lib/api-keys';
import * as webhooks from '@/lib/api-webhooks';
import { startSession } from '@/lib/session';

const id = z.uuid();

/** A visitor who makes a key becomes a guest: what the key makes is theirs. */
export const createApiKey = userAction(keys.apiKeyInput, keys.createApiKey, startSession);
export const revokeApiKey = userAction(id, keys.revokeApiKey);
export const resendDelivery = userAction(id, webhooks.resendDelivery);
export const listDeliveries = userAction(z.undefined(), (ownerId) => webhooks.listDeliveries(ownerId));
