/** People who sign in, for tests of the records: proofs as the ways to sign in give them. */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { openSession } from '@/lib/sessions';
import type { Proof } from '@/lib/sign-in';
import { createPerson } from './factories.ts';

export const newAddress = () => `${randomUUID()}@example.org`;
export const mailed = (email = newAddress()): Proof => ({ by: 'mail', email });
export const provided = (parts: Partial<Extract<Proof, { by: 'provider' }>>): Proof => ({
  ...{ by: 'provider', provider: 'google', subject: randomUUID(), address: null, email: null, name: null },
  ...parts,
});
export const picture = () =>
  sharp({ create: { width: 64, height: 96, channels: 3, background: '#c86432' } })
    .png()
    .toBuffer();

export async function createGuestSession() {
  return openSession(await createPerson());
}
