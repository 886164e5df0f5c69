/** Reads from a prompt what the embedded engine can draw of it, and says honestly what it cannot. */
import type { ColourName, Mood, SceneChoice, SceneName } from './choice.ts';
import {
  ANYWHERE,
  COLOUR_WORDS,
  LIGHT_OF_SCENE,
  MOOD_WORDS,
  NEGATIONS,
  SCENE_WORDS,
  STOP_WORDS,
} from './vocabulary.ts';

type Meaning =
  | { kind: 'scene'; value: SceneName }
  | { kind: 'colour'; value: ColourName }
  | { kind: 'mood'; value: Mood };

/** `text` as it was written, `key` as it is looked up. */
type Word = { text: string; key: string };

/** The longest phrase of the vocabulary, in words. */
const LONGEST_PHRASE = 3;
/** A run of letters longer than this is no word; it also bounds what is shown to a person. */
const LONGEST_WORD = 40;

const VOCABULARY = vocabulary();
const STOPS = new Set(STOP_WORDS.split(' '));
const NEGATED_BY = new Set(NEGATIONS.split(' '));

export type PromptReading = SceneChoice & { used: string[]; unused: string[] };

/**
 * Finds scene, colour and mood words: any case, whole words, singular or plural. The first of each kind counts.
 * `used` and `unused` keep the prompt's order and spelling, each word once. The seed picks a scene where the prompt
 * leaves it open ('travel'). Time grows linearly with the prompt's length.
 */
export function readPrompt(prompt: string, seed: number): PromptReading {
  const words = wordsOf(prompt);
  const choice: SceneChoice = { scene: null, colour: null, mood: null };
  const used = new Map<string, string>();
  const unused = new Map<string, string>();
  for (let at = 0; at < words.length; ) {
    const { length, meaning } = meaningAt(words, at, seed);
    const phrase = words.slice(at, at + length);
    const negated = NEGATED_BY.has(words[at - 1]?.key ?? '');
    if (meaning && !negated && apply(choice, meaning)) {
      note(used, phrase.map((word) => word.text).join(' '));
    } else {
      for (const word of phrase) if (!STOPS.has(word.key)) note(unused, word.text);
    }
    at += length;
  }
  for (const key of used.keys()) unused.delete(key);
  return { ...choice, used: [...used.values()], unused: [...unused.values()] };
}

/** The longest phrase that starts here and means something; a single word when none does. */
function meaningAt(words: Word[], at: number, seed: number): { length: number; meaning: Meaning | null } {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length -= 1) {
    const keys = words.slice(at, at + length).map((word) => word.key);
    const meaning = lookUp(keys, seed);
    if (meaning) return { length, meaning };
  }
  return { length: 1, meaning: null };
}

function lookUp(keys: string[], seed: number): Meaning | null {
  const last = keys.at(-1) ?? '';
  for (const singular of [last, ...singularsOf(last)]) {
    const phrase = [...keys.slice(0, -1), singular].join(' ');
    const meaning = VOCABULARY.get(phrase);
    if (meaning) return meaning;
    const places = Object.hasOwn(ANYWHERE, phrase) ? ANYWHERE[phrase] : undefined;
    if (places) return { kind: 'scene', value: places[(seed >>> 0) % places.length] ?? places[0] };
  }
  return null;
}

/** Takes a meaning into the choice, when its place is free or it says the same again. */
function apply(choice: SceneChoice, meaning: Meaning): boolean {
  switch (meaning.kind) {
    case 'scene': {
      choice.scene ??= meaning.value;
      if (choice.scene === meaning.value) return true;
      const light = LIGHT_OF_SCENE[meaning.value];
      return light !== undefined && apply(choice, { kind: 'mood', value: light });
    }
    case 'colour':
      choice.colour ??= meaning.value;
      return choice.colour === meaning.value;
    case 'mood':
      choice.mood ??= meaning.value;
      return choice.mood === meaning.value;
  }
}

function note(list: Map<string, string>, text: string): void {
  const key = text.toLowerCase();
  if (!list.has(key)) list.set(key, text);
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

function vocabulary(): Map<string, Meaning> {
  const words = new Map<string, Meaning>();
  const add = (list: string, meaning: Meaning) => {
    for (const entry of list.split(', ')) words.set(entry, meaning);
  };
  for (const [value, list] of entriesOf(SCENE_WORDS)) add(list, { kind: 'scene', value });
  for (const [value, list] of entriesOf(COLOUR_WORDS)) add(list, { kind: 'colour', value });
  for (const [value, list] of entriesOf(MOOD_WORDS)) add(list, { kind: 'mood', value });
  return words;
}

function entriesOf<Key extends string>(record: Record<Key, string>): [Key, string][] {
  return Object.entries(record) as [Key, string][];
}
