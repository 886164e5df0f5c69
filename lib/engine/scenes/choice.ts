/** What a prompt may decide about a picture. */
import type { Rgb } from '../kernel/colour.ts';

export const SCENE_NAMES = [
  'action',
  'aurora',
  'autumn',
  'beach',
  'cafe',
  'christmas',
  'city',
  'clouds',
  'desert',
  'disco',
  'fantasy',
  'fire',
  'forest',
  'graffiti',
  'greenhouse',
  'halloween',
  'hearts',
  'kitchen',
  'laboratory',
  'lanterns',
  'library',
  'meadow',
  'mountain',
  'night',
  'office',
  'party',
  'rain',
  'rooftop',
  'sakura',
  'snow',
  'space',
  'stadium',
  'stage',
  'sunset',
  'underwater',
  'vineyard',
] as const;
export type SceneName = (typeof SCENE_NAMES)[number];

/** The named colours, sRGB 0–1. */
export const COLOURS = {
  red: [0.86, 0.2, 0.22],
  orange: [0.96, 0.55, 0.2],
  yellow: [0.98, 0.83, 0.3],
  green: [0.3, 0.68, 0.4],
  teal: [0.15, 0.62, 0.62],
  turquoise: [0.25, 0.78, 0.76],
  blue: [0.22, 0.45, 0.85],
  navy: [0.13, 0.2, 0.42],
  purple: [0.5, 0.32, 0.78],
  lavender: [0.74, 0.66, 0.92],
  pink: [0.96, 0.56, 0.7],
  brown: [0.5, 0.34, 0.24],
  beige: [0.9, 0.84, 0.74],
  gold: [0.85, 0.68, 0.3],
  silver: [0.75, 0.77, 0.8],
  gray: [0.55, 0.57, 0.6],
  black: [0.1, 0.1, 0.13],
  white: [0.95, 0.95, 0.96],
} as const satisfies Record<string, Readonly<Rgb>>;
export type ColourName = keyof typeof COLOURS;

export const MOODS = ['warm', 'cool', 'dramatic', 'soft', 'bright', 'pastel', 'vintage', 'noir'] as const;
export type Mood = (typeof MOODS)[number];

/** What is drawn onto a person, by where it sits: each place holds one thing. */
export const WEARABLES = {
  eyes: ['glasses', 'sunglasses', 'eyepatch'],
  head: [
    'bandana',
    'beanie',
    'bunnyears',
    'catears',
    'cowboyhat',
    'crown',
    'flowercrown',
    'graduationcap',
    'halo',
    'headphones',
    'partyhat',
    'santahat',
    'tophat',
    'wizardhat',
  ],
  neck: ['bowtie'],
} as const;
export type WearablePlace = keyof typeof WEARABLES;
export type WearableName = (typeof WEARABLES)[WearablePlace][number];
export type Wearable = {
  name: WearableName;
  /** Where the prompt names one right before it ('red bow tie'). */
  colour: ColourName | null;
  /** What the prompt calls it; `null` when those words gave the picture its scene too. */
  words: string | null;
};

/** `null` where the prompt leaves the choice to the style. */
export type SceneChoice = {
  scene: SceneName | null;
  colour: ColourName | null;
  mood: Mood | null;
  wearables: readonly Wearable[];
  /** What a style that chooses for itself must leave out. */
  avoid: Avoided;
  /** How strongly colours and light take hold: 1 is usual, from 0.2 to 1.8. */
  strength: number;
};

export type Avoided = {
  scenes: ReadonlySet<SceneName>;
  colours: ReadonlySet<ColourName>;
  moods: ReadonlySet<Mood>;
  wearables: ReadonlySet<WearableName>;
  /** Backgrounds out of focus. */
  blur: boolean;
};
