/** Dresses a figure in what the prompt asks for. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Rgb } from '../kernel/colour.ts';
import { clamp, type Image, type Layer, mapChannels, mix, type Plane, plane } from '../kernel/image.ts';
import { drawMask, drawVector } from '../kernel/vector.ts';
import { type Portrait, portraitWith, regionsWith } from '../portrait/portrait.ts';
import { COLOURS, type Wearable, type WearableName } from '../scenes/choice.ts';
import { broadBlur } from '../styles/half-size.ts';
import type { Figure } from '../styles/style.ts';
import { tailorCrown, tailorFlowerCrown, tailorHalo } from './crowns.ts';
import { tailorBunnyEars, tailorCatEars, tailorHeadphones } from './ears.ts';
import { tailorEyepatch, tailorGlasses, tailorSunglasses } from './eyewear.ts';
import { headOf } from './head.ts';
import { tailorBowTie } from './neckwear.ts';
import type { Fit, Outfit, Tailor } from './outfit.ts';
import { type Brush, drawPieces, type Manner } from './pieces.ts';
import { tailorBandana, tailorBeanie, tailorSantaHat } from './soft-hats.ts';
import { tailorCowboyHat, tailorGraduationCap, tailorPartyHat, tailorTopHat, tailorWizardHat } from './stiff-hats.ts';
import { type Wearer, wearerOf } from './wearer.ts';

const TAILORS: Record<WearableName, Tailor> = {
  bandana: tailorBandana,
  beanie: tailorBeanie,
  bowtie: tailorBowTie,
  bunnyears: tailorBunnyEars,
  catears: tailorCatEars,
  cowboyhat: tailorCowboyHat,
  crown: tailorCrown,
  eyepatch: tailorEyepatch,
  flowercrown: tailorFlowerCrown,
  glasses: tailorGlasses,
  graduationcap: tailorGraduationCap,
  halo: tailorHalo,
  headphones: tailorHeadphones,
  partyhat: tailorPartyHat,
  santahat: tailorSantaHat,
  sunglasses: tailorSunglasses,
  tophat: tailorTopHat,
  wizardhat: tailorWizardHat,
};

/** `worn`: how much of each pixel things that were put on cover, 0–1; `null` without any. */
export type Dressed = Figure & { worn: Plane | null };

/**
 * Puts things on a figure of the wearer's size, in the manner of the style. Hats take away the hair that they cover and
 * reach beyond the figure, whose alpha grows with them. The figure given is left as it is.
 */
export async function wear(
  person: Portrait | Wearer,
  figure: Figure,
  wearables: readonly Wearable[],
  manner: Manner,
): Promise<Dressed> {
  if (wearables.length === 0) return { ...figure, worn: null };
  const wearer = 'regions' in person ? wearerOf(person) : person;
  const brush: Brush = { manner, scale: wearer.scale, light: 'regions' in person ? litSide(person) : -1 };
  let dressed: Dressed = { ...figure, worn: plane(figure.alpha.length) };
  // Hats last: their brims lie over the straps of glasses and patches.
  for (const wearable of [...wearables].sort((a, b) => rank(a) - rank(b))) {
    const colour = wearable.colour === null ? null : COLOURS[wearable.colour];
    const outfit = TAILORS[wearable.name](fitOf(wearer, colour));
    dressed = await putOn(wearer, dressed, outfit, brush);
  }
  return dressed;
}

/** The portrait as it shows beneath what was put on. */
export function withoutWorn(portrait: Portrait, worn: Plane | null): Portrait {
  if (worn === null) return portrait;
  const bare = (mask: Plane) => mask.map((cover, i) => cover * (1 - (worn[i] as number)));
  const { skin, neck, lips } = portrait.regions;
  const regions = regionsWith(portrait.regions, { skin: bare(skin), neck: bare(neck), lips: bare(lips) });
  return portraitWith(portrait, { alpha: bare(portrait.alpha), regions });
}

function rank({ name }: Wearable): number {
  return name === 'bowtie' ? 0 : name === 'eyepatch' || name === 'glasses' || name === 'sunglasses' ? 1 : 2;
}

function fitOf({ landmarks, hairRise, hairSides, neckLength, eyeHeight }: Wearer, colour: Readonly<Rgb> | null): Fit {
  const head = headOf(landmarks);
  const [, , front] = head.locate(10);
  const [[x0], [right], [ahead]] = [head.at(0, 0, 0), head.at(1, 0, 0), head.at(0, 0, 1)];
  return {
    ...head,
    colour,
    eyeHeight,
    top: head.brow + hairRise / head.unit,
    side: 1 + hairSides / head.unit,
    collar: head.chin - neckLength / head.unit,
    front: clamp(front, 0.5, 1.1),
    turn: -(Math.atan2(ahead - x0, right - x0) * 180) / Math.PI,
  };
}

/** How a shadow falls: how dark, how far down in units of scale, how soft. */
const SHADOW = {
  photo: { depth: 0.42, drop: 7, blur: 6 },
  painted: { depth: 0.26, drop: 6, blur: 1.2 },
  inked: { depth: 0.3, drop: 6, blur: 0.6 },
} as const;

async function putOn(wearer: Wearer, figure: Dressed, outfit: Outfit, brush: Brush): Promise<Dressed> {
  const { width, height, scale } = wearer;
  const front = drawPieces(outfit.front, brush, 'f');
  const layer = await drawVector(width, height, front.body, front.definitions);
  const alpha = outfit.hides === undefined ? figure.alpha.slice() : await without(figure.alpha, wearer, outfit.hides);
  const image = mapChannels(figure.image, (channel) => channel.slice());
  if (outfit.shadow) throwShadow(image, layer.alpha, wearer, brush.manner);
  if (brush.manner === 'photo') soften(layer, scale);
  let result = layOver({ image, alpha }, layer);
  if (outfit.behind.length > 0) {
    const back = drawPieces(outfit.behind, brush, 'b');
    const behind = await drawVector(width, height, back.body, back.definitions);
    if (brush.manner === 'photo') soften(behind, scale);
    result = layOver({ image: behind, alpha: behind.alpha }, { ...result.image, alpha: result.alpha });
  }
  const before = figure.worn ?? plane(alpha.length);
  return { ...result, worn: layer.alpha.map((cover, i) => Math.max(cover, before[i] as number)) };
}

async function without(alpha: Plane, { width, height, scale }: Wearer, hides: string): Promise<Plane> {
  const mask = await drawMask(width, height, `<path d="${hides}" fill="#000"/>`);
  const soft = gaussianBlur(mask, width, height, 2 * scale);
  return alpha.map((cover, i) => cover * (1 - (soft[i] as number)));
}

/** Drawn edges are sharper than any lens: photos get them a little soft. */
function soften(layer: Layer, scale: number): void {
  layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, 0.6 * scale);
}

/** Darkens what lies just below a thing; in place. */
function throwShadow(image: Image, cover: Plane, { width, height, scale }: Wearer, manner: Manner): void {
  const { depth, drop, blur } = SHADOW[manner];
  const soft = (blur > 3 ? broadBlur : gaussianBlur)(cover, width, height, blur * scale);
  const shift = Math.round(drop * scale) * width;
  for (const channel of image.channels) {
    for (let i = shift; i < channel.length; i += 1) {
      const shadow = soft[i - shift] as number;
      if (shadow > 0.003) channel[i] = (channel[i] as number) * (1 - depth * shadow);
    }
  }
}

/** One picture over another, both with alpha. */
function layOver(below: Figure, above: Layer): Figure {
  const { width, height } = below.image;
  const alpha = plane(width * height);
  for (let i = 0; i < alpha.length; i += 1) {
    alpha[i] = (above.alpha[i] as number) + (below.alpha[i] as number) * (1 - (above.alpha[i] as number));
  }
  const image = mapChannels(below.image, (channel, index) => {
    const over = above.channels[index];
    return channel.map((colour, i) => {
      const total = alpha[i] as number;
      if (total <= 0) return colour;
      return mix(colour, over[i] as number, (above.alpha[i] as number) / total);
    });
  });
  return { image, alpha };
}

/** The side of the face that the photo's light falls on. */
function litSide({ landmarks, photo, width, height }: Portrait): -1 | 1 {
  const brightness = [50, 280].map((index) => {
    const [x, y] = landmarks[index] ?? [0, 0, 0];
    const i = clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1);
    return photo.channels.reduce((sum, channel) => sum + (channel[i] as number), 0);
  });
  return (brightness[0] ?? 0) >= (brightness[1] ?? 0) ? -1 : 1;
}
