/** How the worker makes a variant of an avatar. It may run twice: the same file is written. */
import { db, type Prisma } from './db.ts';
import { drawCutout, embeddedEngine } from './embedded-engine.ts';
import { EngineError } from './engine/errors.ts';
import type { Style } from './limits.ts';
import { logInfo } from './log.ts';
import type { PictureRequest } from './picture-engine.ts';
import type { VariantJob } from './queue.ts';
import { putFile, readStoredFile, removeFiles } from './storage.ts';
import { avatarKeys, selfieKeys, variantKey } from './storage-keys.ts';

const select = {
  id: true,
  seed: true,
  generation: {
    select: {
      ...{ engine: true, style: true, prompt: true, negativePrompt: true, width: true, height: true, steps: true },
      ...{
        guidance: true,
        faceStrength: true,
        safetyChecker: true,
        selfieId: true,
        selfie: { select: { faceX: true, faceY: true } },
      },
    },
  },
} as const satisfies Prisma.AvatarSelect;

/** Writes the file, or nothing where there is no face to tell from the background. @throws to be tried again */
export async function runVariant({ ownerId, avatarId, variant }: VariantJob, draining: AbortSignal): Promise<void> {
  const started = performance.now();
  const row = await db().avatar.findFirst({ where: { id: avatarId, ownerId }, select });
  const picture = row && (await readStoredFile(avatarKeys(avatarId).full));
  if (!picture) return;
  const key = variantKey(avatarId, variant);
  try {
    const made = variant === 'upscaled' ? await enlarge(picture, draining) : await cutOut(row, picture, draining);
    await putFile(key, made);
  } catch (error) {
    if (!(error instanceof EngineError) || error.retryable || error.code === 'cancelled') throw error;
    return logInfo('variant.refused', { id: avatarId, variant, code: error.code });
  }
  // What was removed for good meanwhile leaves nothing behind.
  if ((await db().avatar.count({ where: { id: avatarId, ownerId } })) === 0) await removeFiles([key]);
  logInfo('variant.made', { id: avatarId, variant, ms: Math.round(performance.now() - started) });
}

function enlarge(picture: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return embeddedEngine().upscale(picture, { signal });
}

type Row = Prisma.AvatarGetPayload<{ select: typeof select }>;

/** What was drawn here is drawn once more with nothing behind it: no cut is as clean. */
async function cutOut({ seed, generation }: Row, picture: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const { engine, selfieId, selfie, ...wishes } = generation;
  const photo = engine === 'embedded' && seed !== null && selfieId && (await readStoredFile(selfieKeys(selfieId).full));
  if (!photo) return embeddedEngine().cutOut(picture, { signal });
  const { faceX = null, faceY = null } = selfie ?? {};
  const request = {
    ...wishes,
    selfie: photo,
    face: faceX === null || faceY === null ? null : { x: faceX, y: faceY },
    style: wishes.style as Style,
    steps: wishes.steps as PictureRequest['steps'],
    seed: Number(seed),
  };
  return drawCutout(request, signal);
}
