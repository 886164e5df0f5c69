/**
 * Where face_gen tells that a picture is ready: an address that only it was given, one for each request. Deliveries
 * aren't signed, so they are hints: they come twice, early, late or never, and what they say is asked for again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env } from './env.ts';
import { faceGenDelivery } from './face-gen/contract.ts';
import { noteDelivery, type RequestId } from './remote-requests.ts';

/**
 * The address for a request's webhook; `null` where the upstream can't reach this server: it wants https, and plain
 * http is for an upstream that is configured so itself, on this machine or network.
 */
export function webhookAddress(request: RequestId): string | null {
  const { publicUrl, faceGenUrl, authSecret } = env();
  if (authSecret === null || !(publicUrl.startsWith('https:') || faceGenUrl.startsWith('http:'))) return null;
  const { generationId, position } = request;
  return `${publicUrl}/api/webhook/${generationId}/${position}/${secretOf(request, authSecret)}`;
}

/**
 * Takes a delivery at an address. What it is about need no longer wait, or exist: then nothing happens.
 * @param address the parts of the path, as they came
 * @param readBody called once the address is known to be one of ours; `null` when there is too much of it
 * @returns whether it is
 */
export async function takeDelivery(
  address: { generationId: string; position: string; secret: string },
  readBody: () => Promise<string | null>,
): Promise<boolean> {
  const request = { generationId: address.generationId, position: Number(address.position) };
  if (!z.uuid().safeParse(request.generationId).success || !/^\d$/.test(address.position)) return false;
  if (!isSecretOf(request, address.secret)) return false;
  const { id } = faceGenDelivery.parse(parseJson((await readBody()) ?? ''));
  const key = env().faceGenKey;
  await noteDelivery(request, key !== null && id?.includes(key) ? null : id);
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSecretOf(request: RequestId, secret: string): boolean {
  const { authSecret } = env();
  if (authSecret === null) return false;
  const [given, right] = [secret, secretOf(request, authSecret)].map((text) => Buffer.from(text));
  return given !== undefined && right !== undefined && given.length === right.length && timingSafeEqual(given, right);
}

function secretOf({ generationId, position }: RequestId, authSecret: string): string {
  return createHmac('sha256', authSecret).update(`webhook/${generationId}/${position}`).digest('base64url');
}
