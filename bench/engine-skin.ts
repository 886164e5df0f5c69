/**
 * Whether skin keeps its tone: the base skin of an avatar against that of its selfie, for faces of every tone, drawn by
 * every style. `npm run build`, then `npx tsx bench/engine-skin.ts`.
 *
 * ΔE is CIEDE2000 between the two base tones: medians of lightness, a and b (CIE Lab, D65) over bare skin of the face.
 * Each avatar is drawn with three seeds; the median of the three counts. ΔL is the avatar's lightness less the
 * selfie's, its mean taken over the darker half of the faces.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import Color from 'colorjs.io';
import sharp from 'sharp';
import { createEngine, ENGINE_STYLES, type EngineStyle } from '../lib/engine/engine.ts';
import type { Image, Plane } from '../lib/engine/kernel/image.ts';
import type { Portrait } from '../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../lib/engine/portrait/read.ts';
import { setModelsFolder } from '../lib/engine/portrait/tfjs.ts';
import { readPrompt } from '../lib/engine/scenes/prompt.ts';
import { chibiFigure } from '../lib/engine/styles/chibi.ts';
import { bareSkin } from '../lib/engine/styles/features.ts';
import { headOf } from '../lib/engine/wearables/head.ts';
import { FACES, photoOf, TONES } from '../tests/faces.ts';
import { median } from './figures.ts';

const SIZE = { width: 512, height: 768 };
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, styles: { type: 'string', default: ENGINE_STYLES.join() } },
});
const STYLES = ENGINE_STYLES.filter((style) => values.styles.split(',').includes(style));
const SEEDS = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
/** Largest ΔE00 of any face, and largest mean ΔL either way. */
const MOST_APART: Record<EngineStyle, number> = { realistic: 8, '3d': 8, comic: 8, anime: 12, chibi: 12 };
const MOST_BIAS = 3;
/** The part of a chibi's face that a flat colour must cover to be its skin's. */
const LEAST_SHARE = 0.1;

type Lab = [lightness: number, a: number, b: number];
type Selfie = { name: string; photo: Uint8Array; portrait: Portrait; skin: Plane; own: Lab };
type Pixels = { data: Uint8Array; channels: number };

const modelsDir = path.resolve('lib/engine/models');
setModelsFolder(modelsDir);
const engine = createEngine({ threadFile: path.resolve('dist/engine-thread.js'), modelsDir, threads: 2 });
const photos = Object.entries({ ...FACES, ...TONES });
const selfies = await Promise.all(
  photos.map(async ([name, file]) => {
    const photo = await photoOf(file);
    const portrait = await readPortrait(photo, { ...SIZE, scale: 1 });
    const { beard } = portrait.regions;
    const skin = bareSkin(portrait).map((cover, i) => ((beard[i] as number) < 0.1 ? cover : 0));
    return { name, photo, portrait, skin, own: toneOf(pixelsOf(portrait.photo), skin, portrait.alpha) };
  }),
);
const byLightness = [...selfies].sort((a, b) => a.own[0] - b.own[0]);
const darker = new Set(byLightness.slice(0, Math.ceil(selfies.length / 2)).map(({ name }) => name));

console.log(`${'face'.padEnd(20)}    L  ${STYLES.map((style) => style.padStart(16)).join('')}`);
const bias = new Map<EngineStyle, number[]>(STYLES.map((style) => [style, []]));
let failed = false;
for (const selfie of byLightness) {
  const { name, own } = selfie;
  const cells: string[] = [];
  for (const style of STYLES) {
    const drawn = await Promise.all(
      SEEDS.map(async (seed) => {
        return avatarTone(style, seed, selfie);
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

function pixelsOf(image: Image): Pixels {
  const data = new Uint8Array(image.channels[0].length * 3);
  image.channels.forEach((channel, index) => {
    for (let i = 0; i < channel.length; i++) data[i * 3 + index] = Math.round((channel[i] as number) * 255);
  });
  return { data, channels: 3 };
}

/** The base skin of an avatar; in all styles but chibi the face is where it was in the photo. */
async function avatarTone(style: EngineStyle, seed: number, { photo, portrait, skin, own }: Selfie): Promise<Lab> {
  if (style === 'chibi') return chibiTone(portrait, seed, own);
  const { picture } = await engine.draw({
    ...{ photo, style, seed, prompt: '', negativePrompt: '', background: 'scene', ...SIZE },
    ...{ steps: 31, faceStrength: 1, guidance: 7.5 },
  });
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  return toneOf({ data, channels: info.channels }, skin, portrait.alpha);
}

/** The median over skin that is certainly skin. */
function toneOf({ data, channels }: Pixels, skin: Plane, alpha: Plane): Lab {
  const tones: Lab[] = [];
  for (let i = 0; i < skin.length; i += 17) {
    if ((skin[i] as number) > 0.9 && (alpha[i] as number) > 0.9) tones.push(labOf(data, i * channels));
  }
  return medianLab(tones);
}

/** Of the flat colours that cover much of a chibi's face, the one nearest to the selfie's: others are hair and eyes. */
async function chibiTone(portrait: Portrait, seed: number, own: Lab): Promise<Lab> {
  const scene = readPrompt('', seed);
  const options = { scene, seed, background: 'none', faceStrength: 1, guidance: 7.5 } as const;
  const { figure, wearer } = await chibiFigure(portrait, options);
  const { data, channels } = pixelsOf(figure.image);
  const head = headOf(wearer.landmarks);
  const groups = new Map<string, Lab[]>();
  let count = 0;
  for (let up = head.chin; up < head.brow; up += 0.02) {
    for (let right = -0.8; right < 0.8; right += 0.02, count++) {
      const [x, y] = head.at(right, up, 0);
      const tone = labOf(data, (Math.round(y) * SIZE.width + Math.round(x)) * channels);
      const key = tone.map((value) => Math.round(value / 3)).join();
      groups.set(key, [...(groups.get(key) ?? []), tone]);
    }
  }
  const large = [...groups.values()].filter(({ length }) => length > LEAST_SHARE * count).map(medianLab);
  const [nearest] = large.sort((a, b) => difference(own, a) - difference(own, b));
  return nearest ?? [Number.NaN, 0, 0];
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

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
