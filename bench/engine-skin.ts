/**
 * Whether skin keeps its tone: the base skin of an avatar against that of its selfie, for faces of every tone, drawn by
 * every style. `npm run build`, then `npx tsx bench/engine-skin.ts`.
 *
 * ΔE is CIEDE2000 between the two base tones: medians of lightness, a and b (CIE Lab, D65) over bare skin of the face.
 * Each avatar is drawn with three seeds; the median of the three counts. ΔL is the avatar's lightness less the
 * selfie's, its mean taken over the darker half of the faces.
 */
import path from 'node:path';
import Color from 'colorjs.io';
import sharp from 'sharp';
import { createEngine, ENGINE_STYLES, type EngineStyle } from '../lib/engine/engine.ts';
import type { Plane } from '../lib/engine/kernel/image.ts';
import type { Portrait } from '../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../lib/engine/portrait/read.ts';
import { setModelsFolder } from '../lib/engine/portrait/tfjs.ts';
import { bareSkin } from '../lib/engine/styles/features.ts';
import { FACES, photoOf, TONES } from '../tests/faces.ts';

const SIZE = { width: 512, height: 768 };
const SEEDS = [1, 2, 3];
/** Largest ΔE00 of any face, and largest mean ΔL either way. */
const MOST_APART: Record<EngineStyle, number> = { realistic: 8, '3d': 8, comic: 8, anime: 12, chibi: 12 };
const MOST_BIAS = 3;
/** Cheeks and nose of a chibi, whose head is always at about the same place; parts of the canvas. */
const CHIBI_FACE = { left: 0.38, right: 0.62, top: 0.36, bottom: 0.5 };

type Lab = [lightness: number, a: number, b: number];
type Pixels = { data: Uint8Array; channels: number };

const modelsDir = path.resolve('lib/engine/models');
setModelsFolder(modelsDir);
const engine = createEngine({ threadFile: path.resolve('dist/engine-thread.js'), modelsDir, threads: 2 });
const photos = Object.entries({ ...FACES, ...TONES });
const selfies = await Promise.all(
  photos.map(async ([name, file]) => {
    const photo = await photoOf(file);
    const portrait = await readPortrait(photo, { ...SIZE, scale: 1 });
    const skin = bareSkin(portrait);
    return { name, photo, portrait, skin, own: toneOf(photoPixels(portrait), skin, portrait.alpha) };
  }),
);
const byLightness = [...selfies].sort((a, b) => a.own[0] - b.own[0]);
const darker = new Set(byLightness.slice(0, Math.ceil(selfies.length / 2)).map(({ name }) => name));

console.log(`${'face'.padEnd(20)}    L  ${ENGINE_STYLES.map((style) => style.padStart(16)).join('')}`);
const bias = new Map<EngineStyle, number[]>(ENGINE_STYLES.map((style) => [style, []]));
let failed = false;
for (const { name, photo, portrait, skin, own } of byLightness) {
  const cells: string[] = [];
  for (const style of ENGINE_STYLES) {
    const drawn = await Promise.all(
      SEEDS.map(async (seed) => {
        const { picture } = await engine.draw({
          ...{ photo, style, seed, prompt: '', negativePrompt: '', background: 'scene', ...SIZE },
          ...{ steps: 31, faceStrength: 1, guidance: 7.5 },
        });
        return avatarTone(style, picture, portrait, skin);
      }),
    );
    const apart = drawn.map((tone) => difference(own, tone));
    const lighter = drawn.map(([lightness]) => lightness - own[0]);
    const missed = median(apart) > MOST_APART[style];
    failed ||= missed;
    if (darker.has(name)) bias.get(style)?.push(median(lighter));
    cells.push(`${median(apart).toFixed(1)} (${signed(median(lighter))})${missed ? ' FAIL' : ''}`.padStart(16));
  }
  console.log(`${name.padEnd(20)} ${own[0].toFixed(0).padStart(4)}  ${cells.join('')}`);
}
for (const [style, lighter] of bias) {
  const mean = lighter.reduce((sum, value) => sum + value, 0) / lighter.length;
  const missed = Math.abs(mean) > MOST_BIAS;
  failed ||= missed;
  console.log(
    `${style.padEnd(10)} mean ΔL over the darker ${lighter.length}: ${signed(mean)} ${missed ? 'FAIL' : 'PASS'}`,
  );
}
await engine.close();
process.exit(failed ? 1 : 0);

/** The framed photo as the avatar's pixels are. */
function photoPixels({ photo }: Portrait): Pixels {
  const data = new Uint8Array(photo.channels[0].length * 3);
  photo.channels.forEach((channel, index) => {
    for (let i = 0; i < channel.length; i++) data[i * 3 + index] = Math.round((channel[i] as number) * 255);
  });
  return { data, channels: 3 };
}

/** The base skin of an avatar; in all styles but chibi the face is where it was in the photo. */
async function avatarTone(style: EngineStyle, picture: Uint8Array, portrait: Portrait, skin: Plane): Promise<Lab> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = { data, channels: info.channels };
  return style === 'chibi' ? chibiTone(pixels) : toneOf(pixels, skin, portrait.alpha);
}

/** The median over skin that is certainly skin. */
function toneOf({ data, channels }: Pixels, skin: Plane, alpha: Plane): Lab {
  const tones: Lab[] = [];
  for (let i = 0; i < skin.length; i += 17) {
    if ((skin[i] as number) > 0.9 && (alpha[i] as number) > 0.9) tones.push(labOf(data, i * channels));
  }
  return medianLab(tones);
}

/** The colour that most of a chibi's cheeks and nose has. */
function chibiTone({ data, channels }: Pixels): Lab {
  const groups = new Map<string, Lab[]>();
  for (let y = Math.round(CHIBI_FACE.top * SIZE.height); y < CHIBI_FACE.bottom * SIZE.height; y++) {
    for (let x = Math.round(CHIBI_FACE.left * SIZE.width); x < CHIBI_FACE.right * SIZE.width; x++) {
      const tone = labOf(data, (y * SIZE.width + x) * channels);
      const key = tone.map((value) => Math.round(value / 4)).join();
      const group = groups.get(key);
      if (group) group.push(tone);
      else groups.set(key, [tone]);
    }
  }
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  return medianLab(largest);
}

function labOf(data: Uint8Array, at: number): Lab {
  const rgb = [0, 1, 2].map((index) => (data[at + index] as number) / 255) as [number, number, number];
  return new Color('srgb', rgb).to('lab-d65').coords as Lab;
}

function medianLab(tones: readonly Lab[]): Lab {
  return [0, 1, 2].map((index) => median(tones.map((tone) => tone[index] as number))) as Lab;
}

function difference(from: Lab, to: Lab): number {
  return new Color('lab-d65', from).deltaE(new Color('lab-d65', to), '2000');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
