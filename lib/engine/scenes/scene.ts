/** Paints what stands behind a person. */
import type { Rgb } from '../kernel/colour.ts';
import { grade } from '../kernel/composite.ts';
import { clamp, type Image, mapChannels, mix, plane } from '../kernel/image.ts';
import { oneOf, seededRandom } from '../kernel/noise.ts';
import { mixRgb, openCanvas, type Painter } from './canvas.ts';
import { COLOURS, type Mood, type SceneChoice, type SceneName } from './choice.ts';
import { paintChristmas, paintDisco, paintGraffiti, paintHalloween, paintLanterns, paintStadium } from './events.ts';
import {
  paintAutumn,
  paintBeach,
  paintDesert,
  paintForest,
  paintMeadow,
  paintMountain,
  paintSakura,
  paintSnow,
} from './landscapes.ts';
import { paintFantasy, paintFire, paintNight, paintSpace, paintStudio, paintSunset } from './moods.ts';
import { paintCafe, paintCity, paintOffice, paintParty, paintRain, paintStage, paintUnderwater } from './places.ts';
import { paintGreenhouse, paintKitchen, paintLaboratory, paintLibrary } from './rooms.ts';
import { paintAction, paintAurora, paintCloudscape, paintHearts, paintRooftop, paintVineyard } from './wonders.ts';

const PAINTERS: Record<SceneName, Painter> = {
  action: paintAction,
  aurora: paintAurora,
  christmas: paintChristmas,
  clouds: paintCloudscape,
  disco: paintDisco,
  graffiti: paintGraffiti,
  greenhouse: paintGreenhouse,
  halloween: paintHalloween,
  hearts: paintHearts,
  kitchen: paintKitchen,
  laboratory: paintLaboratory,
  lanterns: paintLanterns,
  library: paintLibrary,
  rooftop: paintRooftop,
  stadium: paintStadium,
  vineyard: paintVineyard,
  autumn: paintAutumn,
  beach: paintBeach,
  cafe: paintCafe,
  city: paintCity,
  desert: paintDesert,
  fantasy: paintFantasy,
  fire: paintFire,
  forest: paintForest,
  meadow: paintMeadow,
  mountain: paintMountain,
  night: paintNight,
  office: paintOffice,
  party: paintParty,
  rain: paintRain,
  sakura: paintSakura,
  snow: paintSnow,
  space: paintSpace,
  stage: paintStage,
  sunset: paintSunset,
  underwater: paintUnderwater,
};

const PLAIN = [0.62, 0.7, 0.82] as const;

export type SceneOptions = {
  width: number;
  height: number;
  /** Moves, mirrors and lights the scene. */
  seed: number;
  /** Hard edges and few tones, for drawn styles. */
  flat: boolean;
};

/** Paints the chosen scene, or a studio backdrop without one. The same choice and options give the same pixels. */
export async function paintScene(choice: SceneChoice, options: SceneOptions): Promise<Image> {
  const canvas = openCanvas(options);
  const colour = choice.colour === null ? null : COLOURS[choice.colour];
  if (choice.scene === null) {
    const studio = paintStudio(
      canvas,
      colour === null ? PLAIN : mixRgb(PLAIN, colour, clamp(0.4 + 0.6 * choice.strength)),
    );
    tint(studio, { ...choice, scene: null, colour: null }, options.seed);
    return studio;
  }
  const painted = await PAINTERS[choice.scene](canvas);
  tint(painted, choice, options.seed);
  return (options.seed & 1) === 1 ? mirrored(painted) : painted;
}

/** The light of a mood: red, green, blue, saturation and lift. */
export const MOOD_LIGHT: Record<Mood, { tint: readonly [number, number, number]; saturation: number; fade: number }> = {
  warm: { tint: [1.08, 1, 0.86], saturation: 1.05, fade: 0 },
  cool: { tint: [0.88, 0.99, 1.1], saturation: 0.95, fade: 0 },
  dramatic: { tint: [0.62, 0.62, 0.68], saturation: 1.05, fade: 0 },
  soft: { tint: [1.02, 1, 1], saturation: 0.82, fade: 0.12 },
  bright: { tint: [1.06, 1.06, 1.06], saturation: 1.3, fade: 0 },
  pastel: { tint: [1, 1, 1], saturation: 0.7, fade: 0.38 },
  vintage: { tint: [1.04, 0.97, 0.82], saturation: 0.65, fade: 0.1 },
  noir: { tint: [0.75, 0.75, 0.75], saturation: 0, fade: 0 },
};

/** The light of a mood, as strong as the prompt's wishes take hold; noir stays without colour. */
export function moodLight(mood: Mood, strength: number): { tint: Rgb; saturation: number; fade: number } {
  const { tint, saturation, fade } = MOOD_LIGHT[mood];
  const by = (value: number) => Math.max(0, 1 + (value - 1) * strength);
  return {
    tint: [by(tint[0]), by(tint[1]), by(tint[2])],
    saturation: saturation === 0 ? 0 : by(saturation),
    fade: fade * strength,
  };
}

/** Scenes whose palette is anybody's guess: the seed may turn it far. Grass and sand stay what they are. */
const FREE_PALETTES: ReadonlySet<SceneName> = new Set([
  'action',
  'aurora',
  'city',
  'disco',
  'fantasy',
  'party',
  'space',
  'stage',
]);
/** The hours of a day, by the light they throw; the first is as painted. */
const HOURS: readonly [Rgb, ...Rgb[]] = [
  [1, 1, 1],
  [1.07, 1, 0.88],
  [0.95, 1, 1.06],
  [1.06, 0.94, 0.98],
  [0.87, 0.9, 1],
];

/** Turns a scene towards a colour and a mood, and its hue, hour and light by the seed; in place. */
function tint(image: Image, { scene, mood, colour, strength }: SceneChoice, seed: number): void {
  const random = seededRandom(seed ^ 0x51ed270b);
  const turn = scene !== null && FREE_PALETTES.has(scene) ? 1.1 : 0.3;
  turnHue(image, (random() - 0.5) * turn, 1 + (random() - 0.5) * 0.12);
  const hour = oneOf(random, HOURS);
  // A colour that was asked for decides the light, and a studio has no hours; strength shows in a scene's own colours too.
  const open = scene !== null && colour === null;
  grade(image, seed, { ...(open ? { tint: hour } : {}), saturation: 0.72 + 0.28 * strength });
  if (colour !== null) turnTo(image, COLOURS[colour], Math.min(0.95, 0.6 * strength));
  if (mood !== null) grade(image, seed, moodLight(mood, strength));
}

/** Turns hues by an angle in radians around the grey axis, in YIQ (NTSC) so that brightness stays, and scales light. */
function turnHue(image: Image, angle: number, light: number): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [red, green, blue] = image.channels;
  for (let i = 0; i < red.length; i += 1) {
    const [r, g, b] = [red[i] as number, green[i] as number, blue[i] as number];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    const inPhase = 0.596 * r - 0.274 * g - 0.322 * b;
    const quadrature = 0.211 * r - 0.523 * g + 0.312 * b;
    const turnedI = inPhase * cos - quadrature * sin;
    const turnedQ = inPhase * sin + quadrature * cos;
    red[i] = clamp(light * (y + 0.956 * turnedI + 0.621 * turnedQ));
    green[i] = clamp(light * (y - 0.272 * turnedI - 0.647 * turnedQ));
    blue[i] = clamp(light * (y - 1.106 * turnedI + 1.703 * turnedQ));
  }
}

/** Mixes in the picture's shades printed in one colour, from black through the colour to white. */
function turnTo(image: Image, colour: Readonly<Rgb>, strength: number): void {
  const [red, green, blue] = image.channels;
  const middle = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  const printed = (part: number, shade: number) =>
    shade < middle ? (part * shade) / middle : mix(part, 1, (shade - middle) / Math.max(0.02, 1 - middle));
  for (let i = 0; i < red.length; i += 1) {
    const [r, g, b] = [red[i] as number, green[i] as number, blue[i] as number];
    // A bright scene nears a dark colour by getting darker, and the other way round.
    const shade = mix(clamp(0.299 * r + 0.587 * g + 0.114 * b), middle, 0.3);
    red[i] = mix(r, printed(colour[0], shade), strength);
    green[i] = mix(g, printed(colour[1], shade), strength);
    blue[i] = mix(b, printed(colour[2], shade), strength);
  }
}

function mirrored(image: Image): Image {
  const { width, height } = image;
  return mapChannels(image, (channel) => {
    const flipped = plane(width * height);
    for (let row = 0; row < height; row += 1) {
      const start = row * width;
      for (let x = 0; x < width; x += 1) flipped[start + x] = channel[start + width - 1 - x] as number;
    }
    return flipped;
  });
}
