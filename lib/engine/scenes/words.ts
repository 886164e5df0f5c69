/** A prompt taken apart into words, and the words that mean something. */
import {
  type Avoided,
  type ColourName,
  type Mood,
  type SceneName,
  WEARABLES,
  type WearableName,
  type WearablePlace,
} from './choice.ts';
import {
  ANY_WEARABLE,
  ANYWHERE,
  BLUR_WORDS,
  COLOUR_WORDS,
  MOOD_WORDS,
  SCENE_WORDS,
  WEARABLE_WORDS,
} from './vocabulary.ts';

export type Meaning =
  | { kind: 'scene'; value: SceneName }
  | { kind: 'colour'; value: ColourName }
  | { kind: 'mood'; value: Mood }
  | { kind: 'wearable'; value: WearableName }
  | { kind: 'blur' };

/** `text` as it was written, `key` as it is looked up. */
export type Word = { text: string; key: string };

/** Words that stand together; they mean one thing, several at once ('pirate'), or nothing. */
export type Phrase = { words: readonly Word[]; meanings: readonly Meaning[] };

/** The longest phrase of the vocabulary, in words. */
const LONGEST_PHRASE = 3;
/** A run of letters longer than this is no word; it also bounds what is shown to a person. */
const LONGEST_WORD = 40;

const VOCABULARY = vocabulary();

/**
 * The prompt's phrases in order: the longest that mean something, single words otherwise. What is left to the seed is
 * not answered with what is to be avoided. Linear in the prompt's length.
 */
export function phrasesOf(prompt: string, seed: number, avoid?: Avoided): Phrase[] {
  const words = wordsOf(prompt);
  const phrases: Phrase[] = [];
  for (let at = 0; at < words.length; ) {
    const phrase = phraseAt(words, at, { seed, avoid });
    phrases.push(phrase);
    at += phrase.words.length;
  }
  return phrases;
}

export function textOf({ words }: Phrase): string {
  return words.map((word) => word.text).join(' ');
}

const PLACES = Object.entries(WEARABLES) as [WearablePlace, readonly WearableName[]][];

/** Where on a person something sits. */
export function placeOf(wearable: WearableName): WearablePlace {
  return PLACES.find(([, names]) => names.includes(wearable))?.[0] ?? 'head';
}

type Chance = { seed: number; avoid: Avoided | undefined };

function phraseAt(words: Word[], at: number, chance: Chance): Phrase {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length -= 1) {
    const phrase = words.slice(at, at + length);
    const meanings = lookUp(
      phrase.map((word) => word.key),
      chance,
    );
    if (meanings.length > 0) return { words: phrase, meanings };
  }
  return { words: words.slice(at, at + 1), meanings: [] };
}

function lookUp(keys: string[], { seed, avoid }: Chance): readonly Meaning[] {
  const last = keys.at(-1) ?? '';
  for (const singular of [last, ...singularsOf(last)]) {
    const phrase = [...keys.slice(0, -1), singular].join(' ');
    const meanings = VOCABULARY.get(phrase);
    if (meanings) return meanings;
    const scene = bySeed(ANYWHERE, phrase, seed, avoid?.scenes);
    if (scene) return [{ kind: 'scene', value: scene }];
    const wearable = bySeed(ANY_WEARABLE, phrase, seed, avoid?.wearables);
    if (wearable) return [{ kind: 'wearable', value: wearable }];
  }
  return [];
}

function bySeed<Name>(
  lists: Record<string, readonly Name[]>,
  key: string,
  seed: number,
  avoid: ReadonlySet<Name> = new Set(),
): Name | null {
  const list = Object.hasOwn(lists, key) ? (lists[key] ?? []) : [];
  const left = list.filter((name) => !avoid.has(name));
  return left[(seed >>> 0) % left.length] ?? null;
}

/** Runs of letters, marks and digits. Lone surrogates and everything else only separate. */
function wordsOf(prompt: string): Word[] {
  const words: Word[] = [];
  for (const match of prompt.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)) {
    const text = [...match[0]].slice(0, LONGEST_WORD).join('');
    words.push({ text, key: text.normalize('NFC').toLowerCase() });
  }
  return words;
}

/** What an English plural may be the plural of: 'stars', 'beaches', 'cities', 'leaves'. */
function singularsOf(word: string): string[] {
  if (word.length < 4 || !word.endsWith('s')) return [];
  const singulars = [word.slice(0, -1)];
  if (word.endsWith('es')) singulars.push(word.slice(0, -2));
  if (word.endsWith('ies')) singulars.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('ves')) singulars.push(`${word.slice(0, -3)}f`);
  return singulars;
}

function vocabulary(): Map<string, Meaning[]> {
  const meanings = new Map<string, Meaning[]>();
  const add = (list: string, meaning: Meaning) => {
    for (const entry of list.split(', ')) meanings.set(entry, [...(meanings.get(entry) ?? []), meaning]);
  };
  for (const [value, list] of entriesOf(SCENE_WORDS)) add(list, { kind: 'scene', value });
  for (const [value, list] of entriesOf(COLOUR_WORDS)) add(list, { kind: 'colour', value });
  for (const [value, list] of entriesOf(MOOD_WORDS)) add(list, { kind: 'mood', value });
  for (const [value, list] of entriesOf(WEARABLE_WORDS)) add(list, { kind: 'wearable', value });
  add(BLUR_WORDS, { kind: 'blur' });
  return meanings;
}

function entriesOf<Key extends string>(record: Record<Key, string>): [Key, string][] {
  return Object.entries(record) as [Key, string][];
}
