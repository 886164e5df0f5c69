/** `realistic`: the person's own photo, retouched, lit anew from the relief of the face, and set before a soft background. */
import { gaussianBlur } from '../kernel/blur.ts';
import { gammaOf, linearOf } from '../kernel/colour.ts';
import { blend, type Grade, grade, setBefore } from '../kernel/composite.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, luma, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';
import { resizePlane } from '../kernel/resample.ts';
import { drawVector } from '../kernel/vector.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';
import type { Mood, SceneChoice } from '../scenes/choice.ts';
import { MOOD_LIGHT } from '../scenes/scene.ts';
import { wear, withoutWorn } from '../wearables/wear.ts';
import { photographicBackdrop } from './backdrop.ts';
import { crispPerson, edgesOf, innerPart } from './crisp.ts';
import { withEarrings } from './earrings.ts';
import { bareSkin, eyesOf } from './features.ts';
import { withCleanFigure } from './figure.ts';
import { broadBlur } from './half-size.ts';
import { type Normals, personNormals } from './normals.ts';
import { lockSkinTone } from './skin-tone.ts';
import { byFaceStrength, type Figure, type StyleOptions, type StylePicture } from './style.ts';

/** Draws a photographic avatar of the portrait's size. */
export async function drawRealistic(read: Portrait, options: StyleOptions): Promise<StylePicture> {
  const asRead = withEarrings(read);
  const portrait = withCleanFigure(asRead);
  const report = options.onProgress ?? (() => {});
  const { mood } = options.scene;
  const background = await photographicBackdrop(asRead, options);
  report(0.25);
  const person = retouch(sharpened(portrait), options.faceStrength);
  report(0.5);
  relight(portrait, person, background, options);
  await addCatchlights(portrait, person);
  report(0.7);
  const figure = await wear(portrait, { image: person, alpha: portrait.alpha }, options.scene.wearables, 'photo');
  const alone = options.background === 'none';
  const picture = alone ? figure.image : before(portrait, figure, background);
  grade(picture, options.seed, gradeOf(options.scene));
  lockSkinTone(withoutWorn(portrait, figure.worn), picture, { grey: mood === 'noir' });
  report(1);
  return { image: picture, alpha: alone ? figure.alpha : null };
}

/** How far edges of a soft photo are made firm: in the face, and in hair and cloth, whose texture would look drawn. */
const FIRM_FACE = 0.65;
const FIRM_ELSEWHERE = 0.15;

/** The portrait with a firm face as far as its photo is soft; its rim stays, as its background is soft, too. */
function sharpened(portrait: Portrait): Portrait {
  const edges = edgesOf(portrait);
  if (edges.softness === 0) return portrait;
  const { hair, clothing, headwear } = portrait.regions;
  const firm = innerPart(portrait);
  for (let i = 0; i < firm.length; i += 1) {
    const elsewhere = clamp((hair[i] as number) + (clothing[i] as number) + (headwear[i] as number));
    firm[i] = (firm[i] as number) * mix(FIRM_FACE, FIRM_ELSEWHERE, elsewhere);
  }
  return portraitWith(portrait, { person: crispPerson(portrait, firm, edges, edges.softness) });
}

/** How much of the skin's fine detail stays, by face strength. */
const SKIN_DETAIL = [0.3, 0.52, 0.9] as const;
/** How strongly the drawn light models the face, by face strength. */
const LIGHT_SHARE = [1.7, 1, 0.45] as const;

/** Softens blemishes of the skin and sharpens eyes, brows and hair: frequency separation with an edge-keeping blur. */
function retouch(portrait: Portrait, faceStrength: number): Image {
  const { person, width, height, scale } = portrait;
  const skin = gaussianBlur(bareSkin(portrait), width, height, 2 * scale);
  const smooth = smoothImage(person, Math.max(2, Math.round(7 * scale)), 0.004);
  const bright = luma(person);
  const soft = gaussianBlur(bright, width, height, 1.6 * scale);
  const pores = byFaceStrength(faceStrength, SKIN_DETAIL);
  const crisp = sharpening(portrait, bright, soft);
  return mapChannels(person, (channel, index) => retouched(channel, smooth.channels[index], skin, crisp, pores));
}

/** What sharpens eyes, brows, lips and hair, per channel: brightness alone, as colour has no edges that fine. */
function sharpening({ regions }: Portrait, bright: Plane, soft: Plane): Plane {
  const { eyes, brows, hair, lips } = regions;
  const crisp = plane(bright.length);
  for (let i = 0; i < crisp.length; i += 1) {
    const part = Math.max(eyes[i] as number, brows[i] as number, 0.7 * (hair[i] as number), 0.6 * (lips[i] as number));
    crisp[i] = 0.7 * part * ((bright[i] as number) - (soft[i] as number));
  }
  return crisp;
}

function retouched(channel: Plane, base: Plane, skin: Plane, crisp: Plane, pores: number): Plane {
  const result = plane(channel.length);
  for (let i = 0; i < channel.length; i += 1) {
    const detail = ((channel[i] as number) - (base[i] as number)) * mix(1.12, pores, skin[i] as number);
    result[i] = (base[i] as number) + detail + (crisp[i] as number);
  }
  return result;
}

type Light = {
  /** Light per pixel of the key light, about −0.5–1, and of the two rims, 0–1. Half size. */
  key: Plane;
  rim: Plane;
};

/** How strongly the key light models a face: gain per unit of light. */
const KEY_STRENGTH: Partial<Record<Mood, number>> = { dramatic: 0.6, noir: 0.6, soft: 0.16, pastel: 0.16 };
const USUAL_KEY_STRENGTH = 0.28;
/** The light of a surface that keeps its brightness. */
const KEY_NEUTRAL = 0.52;

/** Lights the person from one side, with rims in the background's colour; in place. */
function relight(portrait: Portrait, person: Image, background: Image, options: StyleOptions): void {
  const { scene, seed, faceStrength } = options;
  const { width, height, regions, alpha } = portrait;
  const normals = personNormals(portrait);
  const light = castLight(normals, portrait, seed);
  const key = resizePlane(light.key, normals.width, normals.height, width, height);
  const rim = resizePlane(light.rim, normals.width, normals.height, width, height);
  const ofMood = (scene.mood === null ? undefined : KEY_STRENGTH[scene.mood]) ?? USUAL_KEY_STRENGTH;
  const strength = ofMood * byFaceStrength(faceStrength, LIGHT_SHARE);
  const around = meanColour(background);
  const grey = Math.max(0.15, 0.299 * around[0] + 0.587 * around[1] + 0.114 * around[2]);
  const ambient = around.map((value) => mix(1, value / grey, 0.16));
  const rims = around.map((value) => mix(0.6, value * 1.5, 0.7));
  const rimGrey = mix(0.6, grey * 1.5, 0.7);
  for (let i = 0; i < alpha.length; i += 1) {
    const cover = alpha[i] as number;
    if (cover <= 0) continue;
    const gain = 1 + strength * ((key[i] as number) - KEY_NEUTRAL);
    const hair = regions.hair[i] as number;
    // Hair keeps its own colour: coloured light only reaches the rest.
    const own = clamp(hair + (regions.skin[i] as number) + (regions.neck[i] as number));
    const rimLight = (rim[i] as number) * 0.2 * cover;
    for (let index = 0; index < 3; index += 1) {
      const channel = person.channels[index] as Plane;
      const lit = linearOf(channel[i] as number) * gain * gain * mix(ambient[index] as number, 1, own);
      channel[i] = gammaOf(lit) + rimLight * mix(rims[index] as number, rimGrey, hair * 0.8);
    }
  }
}

function castLight(normals: Normals, { scale }: Portrait, seed: number): Light {
  const random = seededRandom(seed ^ 0x68bc21eb);
  const side = random() < 0.5 ? -1 : 1;
  const [keyX, keyY, keyZ] = unit(side * between(random, 0.35, 0.7), -between(random, 0.45, 0.7), 0.58);
  const { width, height } = normals;
  const key = plane(width * height);
  const rim = plane(width * height);
  for (let i = 0; i < key.length; i += 1) {
    const [x, y, z] = [normals.x[i] as number, normals.y[i] as number, normals.z[i] as number];
    key[i] = x * keyX + y * keyY + z * keyZ;
    const left = Math.max(0, -0.9 * x - 0.15 * y + 0.05 * z);
    const right = Math.max(0, 0.86 * x - 0.25 * y + 0.1 * z);
    // The rim opposite the key light is the stronger one.
    const strongest = Math.max(left * (side > 0 ? 1 : 0.75), right * (side > 0 ? 0.75 : 1));
    rim[i] = strongest ** 3 * smoothstep(0.75, 0.2, z);
  }
  return {
    key: gaussianBlur(key, width, height, 1.5 * scale),
    rim: gaussianBlur(rim, width, height, 0.6 * scale),
  };
}

function unit(x: number, y: number, z: number): [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function meanColour(image: Image): [number, number, number] {
  const mean = (channel: Plane) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < channel.length; i += 7, count += 1) sum += channel[i] as number;
    return sum / count;
  };
  const [red, green, blue] = image.channels;
  return [mean(red), mean(green), mean(blue)];
}

/** A small light in each open eye that has no glasses before it; in place. */
async function addCatchlights(portrait: Portrait, person: Image): Promise<void> {
  const { width, height, scale, regions } = portrait;
  const lights = eyesOf(portrait)
    .filter(({ openness, width: eyeWidth, iris }) => openness * eyeWidth > iris.radius * 0.8)
    .map(({ iris: { x, y, radius } }) => {
      return `<circle cx="${x - radius * 0.32}" cy="${y - radius * 0.36}" r="${radius * 0.17}" fill="#fff" opacity=".8"/>`;
    });
  if (lights.length === 0) return;
  const layer = await drawVector(width, height, lights.join(''));
  layer.alpha = gaussianBlur(layer.alpha, width, height, 0.7 * scale);
  for (let i = 0; i < layer.alpha.length; i += 1) {
    layer.alpha[i] = (layer.alpha[i] as number) * (regions.eyes[i] as number) * (1 - (regions.glasses[i] as number));
  }
  // The blur spread the alpha beyond the painted colour.
  for (const channel of layer.channels) channel.fill(1);
  blend(person, layer);
}

/** How strongly the background's light wraps around the person. */
const WRAP = 0.264;

/** The person before the background, whose scattered light wraps a little around their edge. */
function before({ width, height, scale }: Portrait, figure: Figure, background: Image): Image {
  const glow = mapChannels(background, (channel) => broadBlur(channel, width, height, 14 * scale));
  return setBefore(figure, background, glow, broadBlur(figure.alpha, width, height, 9 * scale), WRAP);
}

function gradeOf({ mood, strength }: SceneChoice): Grade {
  const usual: Grade = { vignette: 0.26, contrast: 0.12, saturation: 1.06, grain: 0.012 };
  if (mood === null) return usual;
  const { tint, saturation, fade } = MOOD_LIGHT[mood];
  // The background has had the mood's full light; the whole picture takes a third of it.
  const third = (value: number) => 1 + ((value - 1) * strength) / 3;
  return {
    vignette: mood === 'dramatic' || mood === 'noir' || mood === 'vintage' ? 0.42 : 0.2,
    contrast: mood === 'soft' || mood === 'pastel' ? 0.04 : mood === 'dramatic' || mood === 'noir' ? 0.2 : 0.12,
    saturation: mood === 'noir' ? 0 : third(saturation),
    grain: mood === 'vintage' || mood === 'noir' ? 0.03 : 0.012,
    tint: mood === 'noir' ? [1, 1, 1] : [third(tint[0]), third(tint[1]), third(tint[2])],
    fade: (fade * strength) / 3,
  };
}
