import type { Metadata } from 'next';
import { CreateStudio } from '@/components/create/create-studio';
import type { Prefill } from '@/components/create/form-values';
import { readAvatar } from '@/lib/avatars';
import { readDrawing } from '@/lib/engines';
import { listRecent, listUnfinished } from '@/lib/generation-views';
import { type EngineFacts, PROMPT_MAX_LENGTH } from '@/lib/limits';
import { listSelfies } from '@/lib/selfies';
import { getUserId } from '@/lib/session';
import type { GenerationView, SelfieView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import { cancelGeneration, createAvatars, dismissGeneration, retryGeneration } from './actions';

export function generateMetadata(): Metadata {
  return { title: common.createAvatars(), description: m.description() };
}

const RECENT = 6;

export default async function CreatePage({ searchParams }: PageProps<'/create'>) {
  const [userId, wish] = await Promise.all([getUserId(), searchParams]);
  const { facts, notice } = await readDrawing(wish.engine);
  const [selfies, generations, prefill] = await Promise.all([
    userId === null ? [] : listSelfies(userId),
    userId === null ? [] : listShown(userId),
    readPrefill(userId, wish, facts),
  ]);
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 sm:px-8 sm:pt-10">
      <h1 className="mb-8 text-3xl sm:text-4xl">{common.createAvatars()}</h1>
      <CreateStudio
        // Another wish is another form.
        key={JSON.stringify(wish)}
        facts={facts}
        notice={notice}
        selfies={selfies}
        generations={generations}
        prefill={prefill === null ? null : keepKnown(prefill, selfies)}
        actions={{
          create: createAvatars,
          cancel: cancelGeneration,
          retry: retryGeneration,
          dismiss: dismissGeneration,
        }}
      />
    </div>
  );
}

/** What is unfinished, then the latest finished ones. */
async function listShown(userId: string): Promise<GenerationView[]> {
  const [unfinished, recent] = await Promise.all([listUnfinished(userId), listRecent(userId, RECENT)]);
  const finished = recent.filter(({ status, avatars }) => status === 'finished' && avatars.length > 0);
  return [...unfinished, ...finished.filter(({ id }) => !unfinished.some((view) => view.id === id))];
}

/** `?from=` an avatar to make another like it; `?style=` and `?prompt=` from the examples. */
async function readPrefill(
  userId: string | null,
  wish: Record<string, string | string[] | undefined>,
  facts: EngineFacts,
): Promise<Prefill | null> {
  const style = facts.styles.find((known) => known === wish.style);
  if (typeof wish.from === 'string' && userId !== null) {
    const avatar = await readAvatar(userId, wish.from);
    if (avatar === null) return null;
    const { selfieId, prompt, negativePrompt, width, height, guidance, faceStrength, seed, safetyChecker } = avatar;
    return {
      ...(selfieId === null ? {} : { selfieId }),
      ...(facts.styles.includes(avatar.style) ? { style: avatar.style } : {}),
      ...(avatar.steps === 21 || avatar.steps === 31 || avatar.steps === 41 ? { steps: avatar.steps } : {}),
      ...{ prompt, negativePrompt, width, height, guidance, faceStrength, seed, safetyChecker },
    };
  }
  if (style === undefined) return null;
  const prompt = typeof wish.prompt === 'string' ? wish.prompt.slice(0, PROMPT_MAX_LENGTH) : '';
  return { style, prompt };
}

/** A selfie that is gone, after its retention time, isn't filled in. */
function keepKnown({ selfieId, ...rest }: Prefill, selfies: readonly SelfieView[]): Prefill {
  const known = selfies.some(({ id }) => id === selfieId) ? selfieId : selfies[0]?.id;
  return known === undefined ? rest : { ...rest, selfieId: known };
}
