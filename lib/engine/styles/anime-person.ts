/** A person as a frame of an anime film: flat shapes, one light, drawn features, coloured lines. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Rgb, toOklab } from '../kernel/colour.ts';
import { blend } from '../kernel/composite.ts';
import { type Image, imageOf, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { drawVector, hexOf } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { paintBeard } from './anime-beard.ts';
import { paintCloth } from './anime-cloth.ts';
import { drawEars } from './anime-ears.ts';
import { drawAnimeEyes } from './anime-eyes.ts';
import { drawBrows, drawFolds, drawMouth, drawNose } from './anime-face.ts';
import { glassesOf, layOver } from './anime-glasses.ts';
import { animeHairRamp, type HairRamp, measureHair, paintHair, readHair } from './anime-hair.ts';
import { drawAnimeLines, jawLine } from './anime-lines.ts';
import { browsOf, type Lightness, lightnessAt } from './anime-measure.ts';
import { restsOnCloth } from './anime-neckline.ts';
import { type Parts, readParts } from './anime-parts.ts';
import { averageSkin, blush, findLight, type Light, skinLevels, skinShade } from './anime-shade.ts';
import { animeSkinRamp, blushColour } from './anime-skin.ts';
import { simplify } from './comic-tones.ts';
import { type Colours, landmark, measureColours } from './features.ts';
import { broadBlur, halfImage, halfPlane } from './half-size.ts';
import { type Normals, personNormals } from './normals.ts';
import { byFaceStrength, type Figure, type StyleOptions } from './style.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** By face strength: how much wider eyes are drawn, how much more higher than wider, and how much of the photo stays. */
const ENLARGEMENT = [1.5, 1.36, 1.1] as const;
const OPENING = [1.52, 1.38, 1.14] as const;
const OWN_SHADING = [0, 0.05, 0.35] as const;

/**
 * Lit skin lies between what keeps the whole face as light as it is, and, by this part, the skin's own tone: wholly for
 * light skin; dark skin has highlights that would make all of it too light.
 */
const OWN_TONE = { dark: 0.7, light: 1 } as const;
/** How much lighter than the median of the face its tone may be: in hard light half of it is far lighter than the rest. */
const ABOVE_MEDIAN = 0.02;

/** What is known about the person while they are painted. */
type Model = {
  portrait: Portrait;
  colours: Colours;
  skin: Ramp;
  hair: HairRamp;
  parts: Parts;
  /** Where skin lies in shadow, 0–1. */
  shade: Plane;
  light: Light;
  normals: Normals;
  /** OKLab at half size: simplified, and as photographed. */
  lab: Image;
  lightness: Lightness;
  faceStrength: number;
};

export type AnimePerson = Figure & { parts: Parts; light: Light };

/** Paints the person alone; colours go on a little beyond their edge. */
export async function drawAnimePerson(asRead: Portrait, { seed, faceStrength }: StyleOptions): Promise<AnimePerson> {
  const { width, height } = asRead;
  const glasses = await glassesOf(asRead);
  const portrait = glasses?.behind ?? asRead;
  const measured = measureColours(portrait);
  const simple = simplify(portrait, faceStrength);
  const lab = toOklab(simple.image);
  const hairCover = halfPlane(portrait.regions.hair, width, height).plane;
  const photographed = toOklab(halfImage(portrait.person)).channels[0];
  const light = findLight(portrait, photographed, seed);
  const normals = personNormals(portrait);
  const average = averageSkin(portrait, photographed, measured.skin[0]);
  const parts = readParts(portrait, lab, measured);
  const shade = skinShade(portrait, {
    lightness: lab.channels[0],
    normals,
    parts,
    light,
    base: average.mean,
    faceStrength,
  });
  const levels = skinLevels(portrait, photographed, shade, average.mean);
  const tone = Math.min(measured.skin[0], average.median + ABOVE_MEDIAN);
  const own = mix(OWN_TONE.dark, OWN_TONE.light, smoothstep(0.55, 0.8, measured.skin[0]));
  const lit = mix(levels.lit, tone, own);
  const colours: Colours = {
    ...measured,
    skin: [lit, measured.skin[1], measured.skin[2]],
    hair: measureHair(lab, hairCover, measured.hair),
  };
  const model: Model = {
    portrait,
    colours,
    skin: animeSkinRamp(colours.skin, (levels.shaded * lit) / levels.lit),
    hair: animeHairRamp(colours.hair),
    parts,
    shade,
    light,
    normals,
    lab,
    lightness: lightnessAt(portrait, photographed),
    faceStrength,
  };
  const image = paintParts(model, hairCover);
  paintBeard(image, model);
  keepOwnShading(image, model);
  await drawFeatures(image, model);
  drawAnimeLines(portrait, image, {
    simple,
    parts: model.parts,
    light,
    hairLine: model.hair.line,
    skinLine: model.skin.line,
  });
  const alpha = parts.cover.backdrop.map((cover) => 1 - cover);
  if (glasses) layOver(image, alpha, glasses.layer);
  return { image, alpha, parts, light };
}

/** Flat skin with its one shadow, hair in ribbons, cloth in shapes. */
function paintParts(model: Model, hairCover: Plane): Image {
  const { portrait, parts, colours, skin, lab, light, normals, shade } = model;
  const { width, height, faceHeight } = portrait;
  const { cover } = parts;
  const half = (mask: Plane) => halfPlane(mask, width, height).plane;
  const cloth = paintCloth(
    lab,
    { cover: half(cover.cloth), certain: half(portrait.regions.clothing) },
    faceHeight / 2,
    width,
    height,
  );
  const hat = paintCloth(
    lab,
    { cover: half(cover.headwear), certain: half(portrait.regions.headwear) },
    faceHeight / 2,
    width,
    height,
  );
  const drawnHair = half(cover.hair).map((shown, i) => Math.max(shown, hairCover[i] as number));
  const field = readHair(portrait, drawnHair, normals, light);
  const hair = paintHair(field, model.hair, lab, width, height);
  const glow = blush(portrait);
  const red = blushColour(colours.skin);
  return imageOf(width, height, [paint(0), paint(1), paint(2)]);

  function paint(channel: 0 | 1 | 2): Plane {
    const painted = plane(width * height);
    const [clothing, hats, strands] = [cloth.channels[channel], hat.channels[channel], hair.channels[channel]];
    for (let i = 0; i < painted.length; i += 1) {
      let colour = 0;
      let shown = 0;
      const add = (part: number, value: number) => {
        colour += part * value;
        shown += part;
      };
      const bare = cover.skin[i] as number;
      if (bare > 0) {
        const flushed = mix(skin.base[channel], red[channel], 0.42 * (glow[i] as number));
        add(
          bare,
          mix(flushed, mix(skin.shade[channel], red[channel], 0.25 * (glow[i] as number)), 0.92 * (shade[i] as number)),
        );
      }
      add(cover.hair[i] as number, strands[i] as number);
      add(cover.cloth[i] as number, clothing[i] as number);
      add(cover.headwear[i] as number, hats[i] as number);
      painted[i] = shown > 0 ? colour / shown : 0;
    }
    return painted;
  }
}

/** With more face strength more of the photo's own light and shade stays in skin, hair and cloth. */
function keepOwnShading(image: Image, { portrait, lab, faceStrength, parts }: Model): void {
  const own = byFaceStrength(faceStrength, OWN_SHADING);
  if (own <= 0) return;
  const { width, height } = portrait;
  portrait.person.channels.forEach((photographed, index) => {
    const half = halfPlane(photographed, width, height);
    const soft = resizePlane(
      gaussianBlur(half.plane, lab.width, lab.height, portrait.scale),
      lab.width,
      lab.height,
      width,
      height,
    );
    const channel = image.channels[index as 0 | 1 | 2];
    addShading(channel, soft, parts.cover.backdrop, own);
  });
}

function addShading(channel: Plane, soft: Plane, backdrop: Plane, own: number): void {
  for (let i = 0; i < channel.length; i += 1) {
    channel[i] = mix(channel[i] as number, soft[i] as number, own * (1 - (backdrop[i] as number)));
  }
}

/** Eyes, brows, nose, mouth and jaw, behind hair, hands and hats that lie before them. */
async function drawFeatures(image: Image, model: Model): Promise<void> {
  const { portrait, colours, skin, parts, light, lightness, faceStrength } = model;
  const { width, height, faceHeight, regions } = portrait;
  const look = {
    enlargement: byFaceStrength(faceStrength, ENLARGEMENT),
    opening: byFaceStrength(faceStrength, OPENING),
  };
  const mouth = drawMouth(portrait, { skin, colours, lightness });
  const eyes = drawAnimeEyes(portrait, colours, skin, lightness, look);
  const features = await drawVector(
    width,
    height,
    drawEars(portrait, skin, parts.cover.skin) +
      drawFolds(portrait, skin, colours.skin[0], lightness) +
      drawNose(portrait, skin, light) +
      mouth.body +
      eyes.body,
    mouth.definitions + eyes.definitions,
  );
  const brows = drawBrows(
    browsOf(portrait, colours.skin[0], lightness),
    browColour(model),
    0.012 * look.enlargement * faceHeight,
  );
  const jaw = restsOnCloth(portrait, parts.cover.cloth) ? '' : jawLine(portrait, hexOf(skin.line));
  const over = await drawVector(width, height, brows + jaw);
  const { hands } = parts;
  const neck = broadBlur(
    regions.neck.map((cover, i) => Math.max(cover, (regions.body[i] as number) * (1 - (hands[i] as number)))),
    width,
    height,
    0.012 * faceHeight,
  );
  // A beard that hangs before the neck hides the jaw.
  const hanging = broadBlur(
    regions.beard.map((cover, i) => cover * (1 - (regions.skin[i] as number))),
    width,
    height,
    0.02 * faceHeight,
  );
  const [[leftX, leftY], [rightX, rightY]] = [landmark(portrait, 33), landmark(portrait, 263)];
  const isBelowEyes = (x: number, y: number) => (rightX - leftX) * (y - leftY) > (rightY - leftY) * (x - leftX);
  for (let i = 0; i < features.alpha.length; i += 1) {
    const hair = parts.cover.hair[i] as number;
    const covered = Math.max(parts.cover.headwear[i] as number, hands[i] as number);
    features.alpha[i] = (features.alpha[i] as number) * (1 - hair) * (1 - covered);
    const isJaw = isBelowEyes(i % width, Math.floor(i / width));
    const bare = 1 - smoothstep(0.1, 0.3, hanging[i] as number);
    const shown = isJaw ? smoothstep(0.1, 0.3, neck[i] as number) * (1 - hair) * bare : 1 - 0.6 * hair;
    over.alpha[i] = (over.alpha[i] as number) * shown * (1 - covered);
  }
  blend(image, features);
  blend(image, over);
}

/** Brows in the hair's colour, darker; those of fair people stay fair. */
function browColour({ colours: { hair, skin }, skin: { line } }: Model): Rgb {
  const tone = polar(
    Math.min(hair[0] * 0.72, skin[0] * 0.6),
    Math.hypot(hair[1], hair[2]) * 0.95,
    Math.atan2(hair[2], hair[1]),
  );
  return [mix(tone[0], line[0], 0.35), mix(tone[1], line[1], 0.35), mix(tone[2], line[2], 0.35)];
}
