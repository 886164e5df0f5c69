'use server';

import { z } from 'zod';
import { userAction } from '@/lib/action';
import { avatarWish } from '@/lib/generation-input';
import * as generations from '@/lib/generations';

const id = z.uuid();

export const createAvatars = userAction(avatarWish, generations.requestAvatars);
export const cancelGeneration = userAction(id, generations.cancelGeneration);
export const retryGeneration = userAction(id, generations.retryGeneration);
export const dismissGeneration = userAction(id, generations.dismissGeneration);
