/** Reads from a prompt what the embedded engine can draw of it, and says honestly what it cannot. */
import { clamp, mix } from '../kernel/image.ts';
import type { Avoided, ColourName, Mood, SceneChoice, SceneName, Wearable, WearableName } from './choice.ts';
import { BETWEEN, LIGHT_OF_SCENE, NEGATIONS, OWN_THINGS, STOP_WORDS } from './vocabulary.ts';
import { type Meaning, type Phrase, phrasesOf, placeOf, textOf } from './words.ts';

const STOPS = new Set(STOP_WORDS.split(' '));
const NEGATED_BY = new Set(NEGATIONS.split(' '));
const OWN = new Set(OWN_THINGS.split(' '));
const MAY_STAND_BETWEEN = new Set(BETWEEN.split(' '));

export type PromptReading = SceneChoice & { used: string[]; unused: string[] };

export type PromptOptions = {
  /** What should not be in the picture. */
  negativePrompt?: string;
  /** 1–20; 7.5 is usual. */
  guidance?: number;
};

/**
 * Finds scenes, colours, moods and things to wear: any case, whole words, singular or plural. The first of each kind
 * counts, and of things to wear the first for each place. What the negative prompt names is left out. `used` and
 * `unused` keep the prompt's order and spelling, each word once; those of the negative prompt follow with 'no' before
 * them. The seed picks where the prompt leaves it open ('travel'). Time grows linearly with the prompts' length.
 */
export function readPrompt(prompt: string, seed: number, options: PromptOptions = {}): PromptReading {
  const { negativePrompt = '', guidance = USUAL_GUIDANCE } = options;
  const unwanted = phrasesOf(negativePrompt, seed);
  const negated = phrasesOf(prompt, seed).filter((_, at, phrases) => isNegated(phrases, at));
  const avoid = avoided([...unwanted, ...negated]);
  const reading = readWishes(phrasesOf(prompt, seed, avoid), avoid);
  const { used, unused } = reading.notes;
  for (const phrase of unwanted) noteUnwanted(reading.notes, phrase, 'no');
  for (const key of used.keys()) unused.delete(key);
  return {
    ...reading.choice,
    ...{ avoid, strength: strengthOf(guidance), used: [...used.values()], unused: [...unused.values()] },
  };
}

const USUAL_GUIDANCE = 7.5;

/** 0.2 at guidance 1, 1 at the usual, 1.8 at 20. */
function strengthOf(guidance: number): number {
  return guidance < USUAL_GUIDANCE
    ? mix(0.2, 1, clamp((guidance - 1) / (USUAL_GUIDANCE - 1)))
    : mix(1, 1.8, clamp((guidance - USUAL_GUIDANCE) / (20 - USUAL_GUIDANCE)));
}

type Choice = Pick<SceneChoice, 'scene' | 'colour' | 'mood'> & { wearables: Wearable[] };
/** Texts by their lower case, in the prompt's order. */
type Notes = { used: Map<string, string>; unused: Map<string, string> };

function readWishes(phrases: readonly Phrase[], avoid: Avoided): { choice: Choice; notes: Notes } {
  const choice: Choice = { scene: null, colour: null, mood: null, wearables: [] };
  const notes: Notes = { used: new Map(), unused: new Map() };
  for (let at = 0; at < phrases.length; at += 1) {
    const phrase = phrases[at];
    if (phrase === undefined) break;
    if (isNegated(phrases, at)) {
      noteUnwanted(notes, phrase, phrases[at - 1]?.words[0]?.text ?? 'no');
      continue;
    }
    const colour = colourOf(phrase);
    const next = phrases[at + 1];
    if (colour !== null && next?.meanings.some(isWearable)) {
      // A colour before something to wear belongs to it; to both when it can't be worn.
      const text = `${textOf(phrase)} ${textOf(next)}`;
      if (applyAll(choice, next, avoid, { colour, text })) note(notes.used, text);
      else noteUnused(notes, phrase, next);
      at += 1;
      continue;
    }
    if (colour !== null && belongsToPerson(phrases, at)) noteUnused(notes, phrase);
    else if (applyAll(choice, phrase, avoid, { colour: null, text: textOf(phrase) })) note(notes.used, textOf(phrase));
    else noteUnused(notes, phrase);
  }
  return { choice, notes };
}

/** Takes every meaning of a phrase; whether any found its place. */
function applyAll(
  choice: Choice,
  { meanings }: Phrase,
  avoid: Avoided,
  worn: { colour: ColourName | null; text: string },
): boolean {
  const alsoScene = meanings.some(({ kind }) => kind === 'scene');
  const applied = meanings.map((meaning) => {
    if (isAvoided(meaning, avoid)) return false;
    if (meaning.kind !== 'wearable') return apply(choice, meaning, avoid);
    const same = choice.wearables.find(({ name }) => placeOf(name) === placeOf(meaning.value));
    if (same !== undefined) return same.name === meaning.value;
    const { colour, text } = worn;
    choice.wearables.push({ name: meaning.value, colour, words: alsoScene ? null : text });
    return true;
  });
  return applied.includes(true);
}

/** Takes a meaning into the choice, when its place is free or it says the same again. */
function apply(choice: Choice, meaning: Meaning, avoid: Avoided): boolean {
  switch (meaning.kind) {
    case 'scene': {
      choice.scene ??= meaning.value;
      if (choice.scene === meaning.value) return true;
      const light = LIGHT_OF_SCENE[meaning.value];
      return light !== undefined && !avoid.moods.has(light) && apply(choice, { kind: 'mood', value: light }, avoid);
    }
    case 'colour':
      choice.colour ??= meaning.value;
      return choice.colour === meaning.value;
    case 'mood':
      choice.mood ??= meaning.value;
      return choice.mood === meaning.value;
    default:
      return false;
  }
}

function isNegated(phrases: readonly Phrase[], at: number): boolean {
  const before = phrases[at - 1];
  return before !== undefined && before.meanings.length === 0 && NEGATED_BY.has(before.words[0]?.key ?? '');
}

function avoided(phrases: readonly Phrase[]): Avoided {
  const avoid = {
    scenes: new Set<SceneName>(),
    colours: new Set<ColourName>(),
    moods: new Set<Mood>(),
    wearables: new Set<WearableName>(),
    blur: false,
  };
  for (const meaning of phrases.flatMap((phrase) => phrase.meanings)) {
    if (meaning.kind === 'scene') avoid.scenes.add(meaning.value);
    else if (meaning.kind === 'colour') avoid.colours.add(meaning.value);
    else if (meaning.kind === 'mood') avoid.moods.add(meaning.value);
    else if (meaning.kind === 'wearable') avoid.wearables.add(meaning.value);
    else avoid.blur = true;
  }
  return avoid;
}

function isAvoided(meaning: Meaning, avoid: Avoided): boolean {
  switch (meaning.kind) {
    case 'scene':
      return avoid.scenes.has(meaning.value);
    case 'colour':
      return avoid.colours.has(meaning.value);
    case 'mood':
      return avoid.moods.has(meaning.value);
    case 'wearable':
      return avoid.wearables.has(meaning.value);
    case 'blur':
      return false;
  }
}

function isWearable({ kind }: Meaning): boolean {
  return kind === 'wearable';
}

function colourOf({ meanings }: Phrase): ColourName | null {
  for (const meaning of meanings) if (meaning.kind === 'colour') return meaning.value;
  return null;
}

/** Whether the colour here is one of hair, eyes or clothes, which stay the person's own: 'blue eyes', 'pink long hair'. */
function belongsToPerson(phrases: readonly Phrase[], at: number): boolean {
  const keyOf = (index: number) => phrases[index]?.words.at(-1)?.key ?? '';
  return OWN.has(keyOf(at + 1)) || (MAY_STAND_BETWEEN.has(keyOf(at + 1)) && OWN.has(keyOf(at + 2)));
}

function noteUnwanted(notes: Notes, phrase: Phrase, negation: string): void {
  if (phrase.meanings.length > 0) note(notes.used, `${negation} ${textOf(phrase)}`);
  else for (const word of phrase.words) if (!STOPS.has(word.key)) note(notes.unused, `${negation} ${word.text}`);
}

function noteUnused(notes: Notes, ...phrases: Phrase[]): void {
  for (const { words } of phrases) for (const word of words) if (!STOPS.has(word.key)) note(notes.unused, word.text);
}

function note(list: Map<string, string>, text: string): void {
  const key = text.toLowerCase();
  if (!list.has(key)) list.set(key, text);
}
