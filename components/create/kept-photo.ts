/**
 * The chosen photo, kept in this browser until the server has it: a reload or a lost connection loses nothing. It
 * belongs to the tab that it was chosen in. IndexedDB, unlike the browser's caches, is there without HTTPS too.
 */
import { del, get, set } from 'idb-keyval';
import type { FacePoint } from './face-picker';

export type KeptPhoto = {
  /** Sent with each try, so that the server keeps it once. */
  id: string;
  file: File;
  face: FacePoint | null;
};
type Kept = KeptPhoto & { tab: string; at: number };

const KEY = 'selfsame.photo';
/** What a closed tab left is removed when it is older. */
const LEFT_OVER_MS = 60 * 60_000;

/** Never fails: without storage the form works, and forgets. */
export async function keepPhoto(photo: KeptPhoto): Promise<void> {
  await quietly(() => set(KEY, { ...photo, tab: tabName(), at: Date.now() } satisfies Kept));
}

export async function forgetPhoto(): Promise<void> {
  await quietly(() => del(KEY));
}

/** What this tab was about to send, `null` when that is nothing. */
export async function keptPhoto(): Promise<KeptPhoto | null> {
  const kept = await quietly(() => get<Kept>(KEY));
  if (kept === undefined) return null;
  if (kept.tab === (await quietly(async () => tabName()))) return kept;
  if (Date.now() - kept.at > LEFT_OVER_MS) await forgetPhoto();
  return null;
}

async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

/** Survives a reload, and ends with the tab. @throws without storage */
function tabName(): string {
  const known = sessionStorage.getItem(KEY);
  if (known !== null) return known;
  const made = `${Date.now()} ${Math.random()}`;
  sessionStorage.setItem(KEY, made);
  return made;
}
