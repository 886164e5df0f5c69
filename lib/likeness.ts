/** How much finished avatars look like their selfie: known a moment after they are shown. */
import { picturesWithoutLikeness, saveLikeness } from './avatars.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { LIKENESS_STYLES } from './engine/engine.ts';
import type { WorkRow } from './generation-work.ts';
import { logError } from './log.ts';
import { readStoredFile } from './storage.ts';
import { selfieKeys } from './storage-keys.ts';

/** Measures a generation's avatars, whichever engine drew them. A failure is logged: the avatars stay as they are. */
export async function measureLikeness({ id, style, selfieId }: WorkRow, signal: AbortSignal): Promise<void> {
  if (selfieId === null || !LIKENESS_STYLES.some((meaningful) => meaningful === style)) return;
  try {
    const selfie = await readStoredFile(selfieKeys(selfieId).full);
    if (!selfie) return;
    for (const { id: avatarId, picture } of await picturesWithoutLikeness(id)) {
      const likeness = await embeddedEngine().likeness(selfie, picture, { signal });
      if (likeness !== null) await saveLikeness(avatarId, likeness);
    }
  } catch (error) {
    if (!signal.aborted) logError('generation.likeness', error, { id });
  }
}
