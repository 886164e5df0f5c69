/** Records for tests, made through the product's own data layer, each for a person of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll } from 'vitest';
import { createGuest } from '@/lib/accounts';
import { readAvatarFile } from '@/lib/avatar-files';
import { storeAvatar } from '@/lib/avatars';
import { db } from '@/lib/db';
import { type GenerationDraft, generationInput } from '@/lib/generation-input';
import { beginGeneration, endGeneration } from '@/lib/generation-work';
import { requestAvatars } from '@/lib/generations';
import { storeSelfie } from '@/lib/selfies';
import type { AvatarView, GenerationView, SelfieView } from '@/lib/views';
import { databaseForFile } from './postgres.ts';

/** Gives this test file a database and a data folder of its own. Call it first, before anything of lib is used. */
export async function isolate(settings: Record<string, string> = {}): Promise<void> {
  await databaseForFile();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'selfsame-files-'));
  afterAll(async () => {
    await db().$disconnect();
    rmSync(folder, { recursive: true, force: true });
  });
  Object.assign(process.env, { DATA_DIR: folder, AUTH_SECRET: 'x'.repeat(40), ...settings });
}

export const portraitFile = new URL('./fixtures/astronaut.jpg', import.meta.url);

export const createPerson = createGuest;

/** A stored selfie; its face isn't looked for, since no test of the records depends on it. */
export async function createSelfie(ownerId: string): Promise<SelfieView> {
  return storeSelfie(ownerId, { jpeg: await readFile(portraitFile), width: 512, height: 512, face: null });
}

export async function createGeneration(ownerId: string, input: Partial<GenerationDraft> = {}): Promise<GenerationView> {
  const selfieId = input.selfieId ?? (await createSelfie(ownerId)).id;
  const [view] = await requestAvatars(
    ownerId,
    generationInput.parse({ style: 'comic', consent: true, ...input, selfieId }),
  );
  if (view === undefined) throw new Error('no generation was made');
  return view;
}

/** A finished generation's only avatar, without waiting for a worker to draw it. */
export async function createAvatar(
  ownerId: string,
  input: Partial<GenerationDraft> = {},
  picture?: Uint8Array,
): Promise<AvatarView> {
  return finishGeneration(ownerId, (await createGeneration(ownerId, input)).id, picture);
}

/** Ends a queued generation with one picture. */
export async function finishGeneration(ownerId: string, id: string, picture?: Uint8Array): Promise<AvatarView> {
  const row = await beginGeneration(id);
  if (!row) throw new Error('the generation ended before it began');
  const plain = sharp({ create: { width: 64, height: 96, channels: 3, background: '#c86432' } }).png();
  await storeAvatar(row, 0, picture ?? (await plain.toBuffer()), 7);
  await endGeneration({ id }, { status: 'finished' });
  const avatar = await db().avatar.findFirstOrThrow({ where: { ownerId, generationId: id } });
  await readAvatarFile(avatar.id, 'thumb');
  return { ...avatar, style: row.style as AvatarView['style'], createdAt: avatar.createdAt.toISOString() };
}
