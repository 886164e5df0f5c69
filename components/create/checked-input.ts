import { zodResolver } from '@hookform/resolvers/zod';
import type { Resolver } from 'react-hook-form';
import { type AvatarWish, avatarWish } from '@/lib/generation-input';
import type { FormValues } from './form-values';

/** The form's check: the same schema that the server uses. */
export const resolveInput: Resolver<FormValues, unknown, AvatarWish> = zodResolver(avatarWish);
