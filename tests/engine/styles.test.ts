/** What every drawn avatar keeps to, on a real portrait: the person's own skin, the seed's picture, any size. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { gaussianBlur } from '../../lib/engine/kernel/blur.ts';
import { type Oklab, oklabOf } from '../../lib/engine/kernel/colour.ts';
import { type Image, luma } from '../../lib/engine/kernel/image.ts';
import { outlineMask } from '../../lib/engine/portrait/outline.ts';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { drawAnime } from '../../lib/engine/styles/anime.ts';
import { drawComic } from '../../lib/engine/styles/comic.ts';
import { withCleanFigure } from '../../lib/engine/styles/figure.ts';
import { drawRealistic } from '../../lib/engine/styles/realistic.ts';
import { drawThreeD } from '../../lib/engine/styles/three-d.ts';
import { readGlasses } from '../../lib/engine/styles/worn-glasses.ts';
import { FACES, photoOf, TONES } from '../faces.ts';

const SELFIE = fileURLToPath(new URL('../fixtures/astronaut.jpg', import.meta.url));
const SIZES = [
  { width: 512, height: 768 },
  { width: 512, height: 512 },
  { width: 256, height: 384 },
];
const STYLES = { realistic: drawRealistic, anime: drawAnime, '3d': drawThreeD, comic: drawComic };
const STYLE_NAMES = ['realistic', 'anime', '3d', 'comic'] as const;

// Each draws once to four times; a busy machine takes seconds for one.
vi.setConfig({ testTimeout: 60_000 });

let selfie: Buffer;
/** Small, so that many can be drawn. */
let portrait: Portrait;
let redLit: Portrait | undefined;

beforeAll(async () => {
  selfie = await readFile(SELFIE);
  portrait = await readPortrait(selfie, { width: 256, height: 384, scale: 1 });
}, 120_000);

const USUAL = { background: 'scene', faceStrength: 1, guidance: 7.5 } as const;

async function draw(style: (typeof STYLE_NAMES)[number], prompt = '', seed = 7, of = portrait): Promise<Image> {
  return (await STYLES[style](of, { ...USUAL, scene: readPrompt(prompt, seed), seed })).image;
}

describe.each(STYLE_NAMES)('the %s style', (style) => {
  test('draws the same pixels for the same seed', async () => {
    expect(differenceOf(await draw(style, 'beach'), await draw(style, 'beach'))).toBe(0);
  });

  test.each(['', 'city', 'pink'])('draws another picture for another seed, with the prompt "%s"', async (prompt) => {
    expect(differenceOf(await draw(style, prompt, 1), await draw(style, prompt, 2))).toBeGreaterThan(0.004);
  });

  test('draws ten different pictures for ten seeds', async () => {
    const pictures: Image[] = [];
    for (let seed = 1; seed <= 10; seed += 1) pictures.push(await draw(style, '', seed));
    const apart = pictures.flatMap((picture, i) => pictures.slice(0, i).map((other) => differenceOf(picture, other)));
    expect(Math.min(...apart)).toBeGreaterThan(0.004);
  });

  test('draws another background for another prompt', async () => {
    expect(differenceOf(await draw(style, 'beach'), await draw(style, 'fire'))).toBeGreaterThan(0.02);
  });

  test('stays nearer to the photo with more face strength', async () => {
    const ofFace = async (faceStrength: number) => {
      const { image } = await STYLES[style](portrait, { ...USUAL, faceStrength, scene: readPrompt('', 7), seed: 7 });
      return skinDifference(image, portrait);
    };
    const [bold, usual, close] = [await ofFace(0), await ofFace(1), await ofFace(2)];
    expect(close).toBeLessThan(usual);
    expect(usual).toBeLessThan(bold);
  });

  test('does not change the portrait that it was given', async () => {
    const before = structuredClone(portrait);
    await draw(style, 'snow');
    expect(differenceOf(portrait.person, before.person) + differenceOf(portrait.photo, before.photo)).toBe(0);
    expect(Buffer.from(portrait.alpha.buffer).equals(Buffer.from(before.alpha.buffer))).toBe(true);
  });

  test('reports its progress upwards to the end', async () => {
    const fractions: number[] = [];
    await STYLES[style](portrait, {
      ...USUAL,
      scene: readPrompt('', 1),
      seed: 1,
      onProgress: (part) => fractions.push(part),
    });
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  test.each(['', 'sunset warm', 'red', 'dramatic city', 'pastel'])(
    'keeps the tone of the skin with the prompt "%s"',
    async (prompt) => {
      const drawn = skinOf(await draw(style, prompt), portrait);
      expect(distance(drawn, skinOf(portrait.photo, portrait))).toBeLessThan(0.05);
    },
  );

  test.each([
    { name: 'far darker', slope: 0.45, offset: 0 },
    { name: 'darker', slope: 0.7, offset: 0 },
    { name: 'lighter', slope: 0.9, offset: 24 },
  ])(
    'keeps the tone of $name skin',
    async ({ slope, offset }) => {
      const bytes = await sharp(selfie).linear(slope, offset).jpeg({ quality: 95 }).toBuffer();
      const other = await readPortrait(bytes, { width: 256, height: 384, scale: 1 });
      const [drawn, own] = [skinOf(await draw(style, '', 7, other), other), skinOf(other.photo, other)];
      expect(distance(drawn, own)).toBeLessThan(0.05);
      // Darker skin must not be lifted, whatever else happens.
      expect(drawn[0] - own[0]).toBeLessThan(0.03);
    },
    60_000,
  );

  test('draws black and white when asked for', async () => {
    const [red, green, blue] = (await draw(style, 'film noir')).channels;
    // The skin of a black and white picture may keep a breath of its correction, no more.
    let strongest = 0;
    red.forEach((value, i) => {
      strongest = Math.max(strongest, Math.abs(value - (green[i] ?? 0)), Math.abs(value - (blue[i] ?? 0)));
    });
    expect(strongest).toBeLessThan(0.06);
  });

  test.each(SIZES)(
    'fills $width × $height with colours that exist',
    async (size) => {
      const sized = await readPortrait(selfie, { ...size, scale: 1 });
      const image = await draw(style, 'forest', 3, sized);
      expect(image).toMatchObject(size);
      expect(image.channels.map((channel) => channel.length)).toEqual(Array(3).fill(size.width * size.height));
      expect(outOfRange(image)).toBe(0);
    },
    60_000,
  );
});

test.each(['anime', 'comic'] as const)('%s paints a neck in a red light as skin', async (style) => {
  redLit ??= await readPortrait(await photoOf(TONES.redBackdrop), { width: 256, height: 384, scale: 1 });
  const { landmarks, faceHeight, width } = redLit;
  const { channels } = await draw(style, '', 7, redLit);
  const chromaAt = (x: number, y: number) => {
    const i = Math.round(y) * width + Math.round(x);
    const [, a, b] = oklabOf(...(channels.map((channel) => channel[i] ?? 0) as Oklab));
    return Math.hypot(a, b);
  };
  const [cheekX = 0, cheekY = 0] = landmarks[50] ?? [];
  const [chinX = 0, chinY = 0] = landmarks[152] ?? [];
  for (const [across, down] of [
    [0, 0.08],
    [0, 0.14],
    [-0.1, 0.12],
    [0.1, 0.12],
  ] as const) {
    const neck = chromaAt(chinX + across * faceHeight, chinY + down * faceHeight);
    expect(neck, `at ${across} ${down}`).toBeLessThan(1.6 * chromaAt(cheekX, cheekY));
  }
});

test('3d paints a forehead in a red light as skin up to its hair', async () => {
  redLit ??= await readPortrait(await photoOf(TONES.redBackdrop), { width: 256, height: 384, scale: 1 });
  const { landmarks, photo, width, faceHeight } = redLit;
  const drawn = await draw('3d', '', 7, redLit);
  const top = landmarks[10]?.[1] ?? 0;
  const forehead = pixelsOf(redLit, (i) => {
    const below = (Math.floor(i / width) - top) / faceHeight;
    return below > -0.1 && below < 0.2 && labAt(photo, i)[0] > 0.55;
  });
  expect(forehead.length).toBeGreaterThan(200);
  expect(quantile(forehead, 0.9, (i) => labAt(drawn, i)[1]) - skinOf(drawn, redLit)[1]).toBeLessThan(0.033);
});

describe('of a laugh behind thin glasses,', () => {
  let worn: Portrait;
  beforeAll(async () => {
    worn = await readPortrait(await photoOf(TONES.laughing), { width: 256, height: 384, scale: 1 });
  }, 60_000);

  test('a comic has the rims that leave no line in ink', async () => {
    const { glasses } = worn.regions;
    const unread = { ...worn, regions: { ...worn.regions, glasses: new Float32Array(glasses.length) } };
    const [drawn, bare] = [
      (await draw('comic', '', 7, worn)).channels[0],
      (await draw('comic', '', 7, unread)).channels[0],
    ];
    // Ink where the portrait without glasses has skin.
    const inked = drawn.filter((value, i) => value < 0.12 && (bare[i] as number) > 0.25);
    expect(inked.length).toBeGreaterThan(250);
  });

  test('3d takes cloth beside the far cheek for no skin, and lights lips no more than skin', async () => {
    const { regions, landmarks, width, photo } = worn;
    const drawn = await draw('3d', '', 7, worn);
    const chroma = (image: Image, i: number) => Math.hypot(labAt(image, i)[1], labAt(image, i)[2]);
    const [cheek = 0, level = 0] = landmarks[454] ?? [];
    const cloth = pixelsOf(worn, (i) => {
      const beside = i % width > cheek && Math.floor(i / width) > level;
      return beside && (regions.skin[i] ?? 0) > 0.1 && chroma(photo, i) < 0.02 && labAt(photo, i)[0] > 0.55;
    });
    expect(cloth.length).toBeGreaterThan(200);
    expect(quantile(cloth, 0.9, (i) => chroma(drawn, i))).toBeLessThan(0.03);
    const lips = pixelsOf(worn, (i) => (regions.lips[i] ?? 0) > 0.9);
    expect(quantile(lips, 0.95, (i) => labAt(drawn, i)[0]) / skinOf(drawn, worn)[0]).toBeLessThan(1.5);
  });

  test('3d bites no piece out of the face behind a lens, and keeps teeth white', async () => {
    const alone = { ...USUAL, background: 'none', scene: readPrompt('', 7), seed: 7 } as const;
    const { image, alpha } = await drawThreeD(worn, alone);
    const rims = readGlasses(worn)?.outlines ?? [];
    const lenses = rims.map((rim) => outlineMask(worn.width, worn.height, rim as [number, number][]));
    const bitten = alpha?.filter((cover, i) => cover < 0.5 && lenses.some((lens) => (lens[i] ?? 0) > 0.5));
    expect(lenses).toHaveLength(2);
    expect(bitten?.length).toBeLessThan(20);
    const teeth = pixelsOf(worn, (i) => (worn.regions.mouth[i] ?? 0) > 0.9 && labAt(image, i)[0] > 0.6);
    expect(teeth.length).toBeGreaterThan(200);
    expect(quantile(teeth, 0.5, (i) => Math.hypot(labAt(image, i)[1], labAt(image, i)[2]))).toBeLessThan(0.08);
  });
});

test('3d leaves no black band where a chin turns from the light', async () => {
  const { regions, landmarks, faceHeight, width, photo } = portrait;
  const drawn = await draw('3d');
  const chin = landmarks[152]?.[1] ?? 0;
  const near = pixelsOf(portrait, (i) => {
    const off = Math.abs(Math.floor(i / width) - chin);
    return off < 0.12 * faceHeight && (regions.skin[i] ?? 0) > 0.9;
  });
  expect(near.length).toBeGreaterThan(200);
  expect(quantile(near, 0.98, (i) => labAt(photo, i)[0] - labAt(drawn, i)[0])).toBeLessThan(0.33);
});

describe('of a face with hair over it,', () => {
  let fringed: Portrait;
  let drawn: Record<'3d' | 'comic', Image>;
  beforeAll(async () => {
    fringed = await readPortrait(await photoOf(TONES.paleFringe), { width: 256, height: 384, scale: 1 });
    drawn = { '3d': await draw('3d', '', 7, fringed), comic: await draw('comic', '', 7, fringed) };
  }, 60_000);

  test.each([
    { style: '3d', lighter: 0.25 },
    { style: 'comic', lighter: 0.05 },
  ] as const)('$style keeps dark locks dark where skin was read', ({ style, lighter }) => {
    const { regions, photo } = fringed;
    const locks = pixelsOf(
      fringed,
      (i) => (regions.skin[i] ?? 0) > 0.9 && regions.brows[i] === 0 && labAt(photo, i)[0] < 0.3,
    );
    expect(locks.length).toBeGreaterThan(200);
    expect(quantile(locks, 0.5, (i) => labAt(drawn[style], i)[0] - labAt(photo, i)[0])).toBeLessThan(lighter);
  });

  test('3d has brows in no colour that only a small photo has', () => {
    const brows = pixelsOf(fringed, (i) => (fringed.regions.brows[i] ?? 0) > 0.5);
    const chroma = (i: number) => Math.hypot(labAt(drawn['3d'], i)[1], labAt(drawn['3d'], i)[2]);
    expect(quantile(brows, 0.95, chroma)).toBeLessThan(0.055);
  });
});

describe('of a scarf round a head,', () => {
  let covered: Portrait;
  let drawn: Image;
  beforeAll(async () => {
    covered = await readPortrait(await photoOf(FACES.headscarf), { width: 256, height: 384, scale: 1 });
    drawn = await draw('realistic', '', 7, covered);
  }, 60_000);

  test('realistic keeps the earring beside the jaw', () => {
    const { landmarks, faceHeight, photo } = covered;
    const [[cheek = 0], [, mouth = 0]] = [landmarks[454] ?? [], landmarks[13] ?? []];
    // Its glint and its dark rim.
    const across = Array.from({ length: Math.round(0.2 * faceHeight) }, (_, x) => {
      return Math.round(mouth - 0.06 * faceHeight) * covered.width + Math.round(cheek) + x;
    });
    const contrast = (image: Image) => {
      const lights = across.map((i) => labAt(image, i)[0]);
      return Math.max(...lights) - Math.min(...lights);
    };
    expect(contrast(drawn)).toBeGreaterThan(0.8 * contrast(photo));
  });

  test('a realistic background has no ghosts where the photo cuts it off', () => {
    const { alpha, landmarks, faceHeight, width } = covered;
    const top = [...alpha.keys()].findIndex((i) => (alpha[i] ?? 0) > 0.5) / width;
    const [centre = 0] = landmarks[10] ?? [];
    const above = [...alpha.keys()].filter((i) => {
      const up = top - Math.floor(i / width);
      return up > 0.02 * faceHeight && up < 0.25 * faceHeight && Math.abs((i % width) - centre) < 0.5 * faceHeight;
    });
    expect(above.length).toBeGreaterThan(200);
    expect(quantile(above, 0.98, (i) => labAt(drawn, i)[0])).toBeLessThan(0.45);
  });

  test('3d makes no neck of a collar beside the jaw', async () => {
    const { landmarks, width, regions, photo } = covered;
    const drawn = await draw('3d', '', 7, covered);
    const [[left = 0], [right = 0]] = [landmarks[58] ?? [], landmarks[288] ?? []];
    const [mouth = 0, chin = 0] = [landmarks[13]?.[1], landmarks[152]?.[1]];
    const collar = pixelsOf(covered, (i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const aside = Math.abs(x - (left + right) / 2) / ((right - left) / 2);
      const bare = (regions.skin[i] ?? 0) + (regions.neck[i] ?? 0) + (regions.body[i] ?? 0);
      const blue = labAt(photo, i)[2] < 0.01;
      return y > mouth + 0.2 * (chin - mouth) && y < chin && aside > 1.25 && bare > 0.5 && blue;
    });
    expect(collar.length).toBeGreaterThan(100);
    expect(quantile(collar, 0.5, (i) => labAt(drawn, i)[2])).toBeLessThan(0.006);
  });
});

test.each([
  { name: 'sharp', width: 512 },
  { name: 'soft', width: 150 },
])('3d tells the strands of hair apart in a $name photo', async ({ width }) => {
  const small = await sharp(selfie).resize({ width }).png().toBuffer();
  const photo = await sharp(small).resize({ width: 512, kernel: 'cubic' }).png().toBuffer();
  const of = await readPortrait(photo, { width: 256, height: 384, scale: 1 });
  expect(detailOf(await draw('3d', '', 7, of), of, 'hair')).toBeGreaterThan(0.65 * detailOf(of.photo, of, 'hair'));
});

/** How far a part of the person differs from its surroundings, mean brightness. */
function detailOf(image: Image, { regions, alpha, width, height }: Portrait, part: 'hair' | 'clothing'): number {
  const bright = luma(image);
  const around = gaussianBlur(bright, width, height, width / 128);
  const meant = [...alpha.keys()].filter((i) => (regions[part][i] ?? 0) > 0.95 && (alpha[i] ?? 0) > 0.99);
  return meant.reduce((sum, i) => sum + Math.abs((bright[i] ?? 0) - (around[i] ?? 0)), 0) / meant.length;
}

describe('of a face in haze,', () => {
  let of: Portrait;
  let drawn: Record<'3d' | 'comic', Image>;
  beforeAll(async () => {
    of = await readPortrait(await photoOf(FACES.sunHat), { width: 256, height: 384, scale: 1 });
    drawn = { '3d': await draw('3d', '', 7, of), comic: await draw('comic', '', 7, of) };
  }, 60_000);

  test('a comic opens both eyes alike, and draws no lines on leaves out of focus', () => {
    const [from, to] = [of.landmarks[362] ?? [0, 0], of.landmarks[263] ?? [0, 0]];
    const far = pixelsOf(of, (i) => {
      const [x, y] = [i % of.width, Math.floor(i / of.width)];
      return x > from[0] && x < to[0] && Math.abs(y - (from[1] + to[1]) / 2) < 6;
    });
    expect(far.filter((i) => labAt(drawn.comic, i)[0] > 0.9).length).toBeGreaterThan(5);
    const leaves = pixelsOf(of, (i) => {
      const [x, y] = [i % of.width, Math.floor(i / of.width)];
      return y > (of.landmarks[152]?.[1] ?? 0) + 0.25 * of.faceHeight && x > 75 && (of.alpha[i] ?? 0) > 0.9;
    });
    expect(leaves.filter((i) => labAt(drawn.comic, i)[0] < 0.28).length / leaves.length).toBeLessThan(0.06);
  });

  test('a comic tears no neckline into a leaf before it', () => {
    const chin = of.landmarks[152]?.[1] ?? 0;
    const chest = pixelsOf(of, (i) => {
      const below = (Math.floor(i / of.width) - chin) / of.faceHeight;
      return below > 0.1 && below < 0.55;
    });
    expect(chest.length).toBeGreaterThan(2000);
    expect(chest.filter((i) => labAt(drawn.comic, i)[0] < 0.2).length / chest.length).toBeLessThan(0.042);
  });

  test.each(['3d', 'comic'] as const)('%s draws hair that falls beside it as hair', (style) => {
    const [cheek = 0] = of.landmarks[280] ?? [];
    const hair = pixelsOf(of, (i) => {
      const beside = i % of.width > cheek && (of.regions.skin[i] ?? 0) > 0.9;
      return beside && labAt(of.photo, i)[0] < 0.56;
    });
    expect(hair.length).toBeGreaterThan(200);
    expect(quantile(hair, 0.5, (i) => labAt(drawn[style], i)[0])).toBeLessThan(0.65 * skinOf(drawn[style], of)[0]);
  });
});

describe('of a beard below a chin,', () => {
  let of: Portrait;
  let drawn: Image;
  beforeAll(async () => {
    of = await readPortrait(await photoOf(FACES.bald), { width: 512, height: 768, scale: 1 });
    drawn = await draw('3d', '', 7, of);
  }, 60_000);

  test('3d leaves it on the chin darker than the cheeks', () => {
    const chin = pixelsOf(of, (i) => {
      const [x, y] = of.landmarks[199] ?? [0, 0];
      const off = Math.hypot((i % of.width) - x, Math.floor(i / of.width) - y - 0.03 * of.faceHeight);
      return off < 0.06 * of.faceHeight && (of.regions.beard[i] ?? 0) > 0.8;
    });
    expect(chin.length).toBeGreaterThan(50);
    expect(quantile(chin, 0.5, (i) => labAt(drawn, i)[0])).toBeLessThan(0.75 * skinOf(drawn, of)[0]);
  });

  test.each([
    { style: '3d', inked: 0.005 },
    { style: 'comic', inked: 0.12 },
  ] as const)('$style leaves no black hole of it on the neck', async ({ style, inked }) => {
    const image = style === '3d' ? drawn : await draw(style, '', 7, of);
    const [x, y] = of.landmarks[152] ?? [0, 0];
    const neck = pixelsOf(of, (i) => {
      const below = (Math.floor(i / of.width) - y) / of.faceHeight;
      return below > 0 && below < 0.2 && Math.abs((i % of.width) - x) < 0.12 * of.faceHeight;
    });
    expect(neck.length).toBeGreaterThan(200);
    expect(neck.filter((i) => labAt(image, i)[0] < 0.2).length / neck.length).toBeLessThan(inked);
  });
});

test('a comic beard may be redder than the hair', async () => {
  const of = await readPortrait(await photoOf(FACES.fullBeard), { width: 256, height: 384, scale: 1 });
  const drawn = await draw('comic', '', 7, of);
  const beard = pixelsOf(of, (i) => (of.regions.beard[i] ?? 0) > 0.9);
  const warmth = (image: Image) =>
    quantile(beard, 0.5, (i) => Math.hypot(labAt(image, i)[1], labAt(image, i)[2]) / labAt(image, i)[0]);
  expect(warmth(drawn)).toBeGreaterThan(0.85 * warmth(of.photo));
});

describe('of a small photo,', () => {
  let of: Portrait;
  let drawn: Image;
  beforeAll(async () => {
    of = await readPortrait(await photoOf(TONES.suit), { width: 512, height: 768, scale: 1 });
    drawn = await draw('3d', '', 7, of);
  }, 60_000);

  test('3d draws no light line round a dark head from a bright wall', () => {
    const { alpha, regions, width, landmarks } = of;
    const above = [...alpha.keys()].filter((i) => Math.floor(i / width) < (landmarks[10]?.[1] ?? 0));
    const inside = gaussianBlur(alpha, width, of.height, 4);
    const hair = above.filter((i) => (regions.hair[i] ?? 0) > 0.95 && (inside[i] ?? 0) > 0.99);
    const rim = above.filter((i) => (alpha[i] ?? 0) > 0.9 && (inside[i] ?? 0) < 0.8);
    expect(Math.min(hair.length, rim.length)).toBeGreaterThan(100);
    const lightness = (pixels: number[], at: number) => quantile(pixels, at, (i) => labAt(drawn, i)[0]);
    expect(lightness(rim, 0.9) - lightness(hair, 0.5)).toBeLessThan(0.18);
  });

  test('a realistic face is firmer than in the photo', async () => {
    const realistic = await draw('realistic', '', 7, of);
    const sharpness = (image: Image) => {
      const bright = luma(image);
      const { lips, eyes, skin } = of.regions;
      const face = pixelsOf(of, (i) => (lips[i] ?? 0) + (eyes[i] ?? 0) + (skin[i] ?? 0) > 0.9);
      return quantile(face, 0.97, (i) => Math.abs((bright[i + of.width] ?? 0) - (bright[i - of.width] ?? 0)));
    };
    expect(sharpness(realistic) / sharpness(of.photo)).toBeGreaterThan(1.1);
  });

  test('a comic scribbles no pattern over cloth', async () => {
    const comic = await draw('comic', '', 7, of);
    const shirt = pixelsOf(of, (i) => (of.regions.clothing[i] ?? 0) > 0.9 && labAt(of.photo, i)[0] > 0.6);
    expect(shirt.length).toBeGreaterThan(2000);
    expect(shirt.filter((i) => labAt(comic, i)[0] < 0.25).length / shirt.length).toBeLessThan(0.015);
  });

  test('3d smears no pattern over cloth', () => {
    expect(detailOf(drawn, of, 'clothing')).toBeLessThan(0.7 * detailOf(of.photo, of, 'clothing'));
  });
});

test('a comic paints a lit wrist as skin above dark clothes', async () => {
  const of = await readPortrait(await photoOf(FACES.glassesBeard), { width: 256, height: 384, scale: 1 });
  const drawn = await draw('comic', '', 7, of);
  const chin = of.landmarks[152] ?? [0, 0];
  const lit = pixelsOf(of, (i) => {
    const [, a] = labAt(of.photo, i);
    const hand = i % of.width > chin[0] + 0.8 * of.faceHeight && Math.floor(i / of.width) > chin[1];
    return hand && (of.regions.clothing[i] ?? 0) > 0.3 && a > 0.015 && labAt(of.photo, i)[0] > 0.8;
  });
  expect(lit.length).toBeGreaterThan(100);
  expect(quantile(lit, 0.8, (i) => labAt(drawn, i)[0]) - skinOf(drawn, of)[0]).toBeLessThan(0.05);
});

test('no hole is left in a head that the picture cuts off', async () => {
  const of = await readPortrait(await photoOf(TONES.laughing), { width: 512, height: 768, scale: 1 });
  const { alpha } = withCleanFigure(of);
  const hairline = [...alpha.keys()].filter(
    (i) => Math.floor(i / of.width) < 20 && i % of.width > 20 && i % of.width < 300,
  );
  expect(Math.min(...hairline.map((i) => alpha[i] ?? 0))).toBeGreaterThan(0.8);
});

describe('of dark skin in shadow,', () => {
  let worn: Portrait;
  let drawn: Image;
  const chroma = (image: Image, i: number) => Math.hypot(labAt(image, i)[1], labAt(image, i)[2]);
  beforeAll(async () => {
    worn = await readPortrait(await photoOf(FACES.beanieGlassesHand), { width: 256, height: 384, scale: 1 });
    drawn = await draw('3d', '', 7, worn);
  }, 60_000);

  test('3d makes none of a dark watch', () => {
    const grey = pixelsOf(worn, (i) => {
      const dark = labAt(worn.photo, i)[0] < 0.35 && chroma(worn.photo, i) < 0.015;
      return dark && (worn.regions.body[i] ?? 0) > 0.9;
    });
    expect(grey.length).toBeGreaterThan(200);
    expect(quantile(grey, 0.5, (i) => chroma(drawn, i))).toBeLessThan(0.02);
  });

  test('3d makes no thing of the neck beside the jaw', () => {
    const { landmarks, width, faceHeight, regions } = worn;
    const [jaw = 0] = landmarks[234] ?? [];
    const level = landmarks[168]?.[1] ?? 0;
    const neck = pixelsOf(worn, (i) => {
      const down = (Math.floor(i / width) - level) / faceHeight;
      return i % width < jaw && down > 0.02 && down < 0.3 && (regions.skin[i] ?? 0) > 0.9;
    });
    expect(neck.length).toBeGreaterThan(100);
    expect(quantile(neck, 0.1, (i) => chroma(drawn, i))).toBeGreaterThan(0.012);
  });
});

/** Landmarks of forehead, cheeks and chin, where skin is bare. */
const SKIN_POINTS = [50, 280, 101, 330, 151, 9, 205, 425];

/** The base tone of the skin: the median over patches of the face, OKLab. */
function skinOf(image: Image, { landmarks, faceHeight, width }: Portrait): Oklab {
  const radius = faceHeight * 0.035;
  const samples: Oklab[] = [];
  for (const point of SKIN_POINTS) {
    const [x, y] = landmarks[point] ?? [0, 0];
    for (let row = Math.ceil(y - radius); row < y + radius; row += 1) {
      for (let column = Math.ceil(x - radius); column < x + radius; column += 1) {
        const [r, g, b] = image.channels.map((channel) => channel[row * width + column] ?? 0);
        samples.push(oklabOf(r ?? 0, g ?? 0, b ?? 0));
      }
    }
  }
  const median = (part: 0 | 1 | 2) =>
    samples.map((sample) => sample[part]).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return [median(0), median(1), median(2)];
}

function distance(from: Oklab, to: Oklab): number {
  return Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2]);
}

/** The person's pixels that a question is answered yes for. */
function pixelsOf({ alpha }: Portrait, isMeant: (i: number) => boolean): number[] {
  return [...alpha.keys()].filter((i) => (alpha[i] ?? 0) > 0.9 && isMeant(i));
}

function labAt({ channels: [r, g, b] }: Image, i: number): Oklab {
  return oklabOf(r[i] ?? 0, g[i] ?? 0, b[i] ?? 0);
}

/** The value that a part `at` (0–1) of the pixels' values lies below. */
function quantile(pixels: number[], at: number, measure: (i: number) => number): number {
  const values = Float64Array.from(pixels, measure).sort();
  return values[Math.floor(at * values.length)] ?? Number.NaN;
}

function outOfRange({ channels }: Image): number {
  return channels.reduce(
    (count, channel) => count + channel.filter((value) => !(value >= -0.001 && value <= 1.001)).length,
    0,
  );
}

/** The mean difference from the photo where skin shows. */
function skinDifference({ channels }: Image, { photo, regions }: Portrait): number {
  let sum = 0;
  let count = 0;
  channels.forEach((channel, index) => {
    const own = photo.channels[index as 0 | 1 | 2];
    channel.forEach((value, i) => {
      if ((regions.skin[i] ?? 0) < 0.5) return;
      sum += Math.abs(value - (own[i] ?? 0));
      count += 1;
    });
  });
  return sum / count;
}

/** The mean difference of all values. */
function differenceOf(first: Image, second: Image): number {
  let sum = 0;
  first.channels.forEach((channel, index) => {
    channel.forEach((value, i) => {
      sum += Math.abs(value - (second.channels[index as 0 | 1 | 2][i] ?? 0));
    });
  });
  return sum / (3 * first.channels[0].length);
}
