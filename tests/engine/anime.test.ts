/** What Anime keeps of a person, on a real portrait. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { oklabOf } from '../../lib/engine/kernel/colour.ts';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { drawAnime } from '../../lib/engine/styles/anime.ts';
import type { StylePicture } from '../../lib/engine/styles/style.ts';
import { FACES, photoOf, TONES } from '../faces.ts';

const SELFIE = fileURLToPath(new URL('../fixtures/astronaut.jpg', import.meta.url));

vi.setConfig({ testTimeout: 60_000 });

let portrait: Portrait;
let alone: StylePicture;

beforeAll(async () => {
  portrait = await readPortrait(await readFile(SELFIE), { width: 256, height: 384, scale: 1.5 });
  alone = await drawAnime(portrait, {
    scene: readPrompt('', 1),
    background: 'none',
    seed: 1,
    faceStrength: 1,
    guidance: 7.5,
  });
}, 120_000);

describe('anime', () => {
  test('leaves skin as light as the photo has it, over the whole face', () => {
    let difference = 0;
    let count = 0;
    portrait.regions.skin.forEach((cover, i) => {
      if (cover < 0.95) return;
      difference += lightnessAt(alone, i) - lightnessAt({ image: portrait.photo, alpha: null }, i);
      count += 1;
    });
    expect(Math.abs(difference / count)).toBeLessThan(0.03);
  });

  test('draws the person alone when nothing is to stand behind them', () => {
    const alpha = alone.alpha ?? [];
    const middle = portrait.landmarks[1] ?? [0, 0];
    expect(alpha[0]).toBe(0);
    expect(alpha[Math.round(middle[1]) * portrait.width + Math.round(middle[0])]).toBe(1);
  });

  test('draws eyes darker than the skin around them, where the person has them', () => {
    for (const [iris, cheek] of [
      [468, 50],
      [473, 280],
    ] as const) {
      expect(around(iris)).toBeLessThan(around(cheek) - 0.15);
    }
  });
});

const PHOTOS = { ...FACES, ...TONES };
type FaceName = keyof typeof PHOTOS;
type Drawn = { of: Portrait; picture: StylePicture };
const drawings = new Map<FaceName, Promise<Drawn>>();

/** A person drawn alone, once, from one of the test photos. */
function drawn(face: FaceName): Promise<Drawn> {
  const drawing = drawings.get(face) ?? draw(face);
  drawings.set(face, drawing);
  return drawing;
}

async function draw(face: FaceName): Promise<Drawn> {
  const of = await readPortrait(await photoOf(PHOTOS[face]), { width: 512, height: 768, scale: 1 });
  const picture = await drawAnime(of, {
    scene: readPrompt('', 1),
    background: 'none',
    seed: 1,
    faceStrength: 1,
    guidance: 7.5,
  });
  return { of, picture };
}

describe('anime of other people', () => {
  test('lights skin as its median, also where hard light parts a face', async () => {
    const { of, picture } = await drawn('darkStudio');
    const bare = [...of.alpha.keys()].filter(
      (i) => (of.regions.skin[i] ?? 0) > 0.95 && (of.regions.beard[i] ?? 0) < 0.1,
    );
    const [own = 0, shown = 1] = [{ image: of.photo, alpha: null }, picture].map((image) => {
      const shades = bare.map((i) => lightnessAt(image, i)).sort((one, other) => one - other);
      return shades[shades.length >> 1];
    });
    expect(shown - own).toBeLessThan(0.035);
  });

  test('draws no jaw over a beard that hangs before the neck', async () => {
    const { of, picture } = await drawn('fullBeard');
    const lightness = (x: number, y: number) => lightnessAt(picture, Math.round(y) * of.width + Math.round(x));
    // Along the jaw nothing is darker than the beard above and below.
    for (const index of [150, 149, 176, 148, 152, 377, 400]) {
      const [x, y] = of.landmarks[index] ?? [0, 0];
      const [reach, beside] = [0.02 * of.faceHeight, 0.05 * of.faceHeight];
      const around = Math.min(lightness(x, y - beside), lightness(x, y + beside));
      for (let off = -reach; off <= reach; off += reach / 5) {
        expect(lightness(x, y + off), `at point ${index}`).toBeGreaterThan(around - 0.05);
      }
    }
  });

  test('paints a neck in the hues of skin alone, without spots of cloth', async () => {
    const { of, picture } = await drawn('bald');
    const [chinX, chinY] = of.landmarks[152] ?? [0, 0];
    let spots = 0;
    for (let y = Math.round(chinY + 0.04 * of.faceHeight); y < chinY + 0.2 * of.faceHeight; y += 1) {
      for (let x = Math.round(chinX - 0.2 * of.faceHeight); x < chinX + 0.2 * of.faceHeight; x += 1) {
        const [red = 0, green = 0, blue = 0] = picture.image.channels.map((channel) => channel[y * of.width + x]);
        const [, a, b] = oklabOf(red, green, blue);
        const hue = Math.atan2(b, a);
        if (hue < -0.3 || hue > 1.8) spots += 1;
      }
    }
    expect(spots).toBe(0);
  });

  test('leaves no bits of hair or hat on a shirt', async () => {
    const { of, picture } = await drawn('cap');
    const chin = Math.round(of.landmarks[152]?.[1] ?? 0);
    let bits = 0;
    for (let i = chin * of.width; i < of.alpha.length; i += 1) {
      const isShirt = (of.alpha[i] ?? 0) > 0.95 && [...nearby(of.regions.clothing, i, of.width)].every((c) => c > 0.02);
      const bare = (of.regions.neck[i] ?? 0) + (of.regions.body[i] ?? 0) + (of.regions.skin[i] ?? 0);
      const [red = 0, green = 0, blue = 0] = picture.image.channels.map((channel) => channel[i]);
      const [lightness, a, b] = oklabOf(red, green, blue);
      if (isShirt && bare < 0.05 && (lightness > 0.75 || Math.hypot(a, b) > 0.1)) bits += 1;
    }
    expect(bits).toBe(0);
  });

  test('shades a cheek in one shape, without a patch of light in it', async () => {
    const { of, picture } = await drawn('cap');
    const [x, y] = of.landmarks[425] ?? [0, 0];
    const at = (across: number, down: number) => {
      const [column, row] = [x + across * of.faceHeight, y + down * of.faceHeight].map(Math.round);
      return lightnessAt(picture, (row ?? 0) * of.width + (column ?? 0));
    };
    const around = Math.max(at(-0.09, 0), at(0.09, 0), at(0, 0.1));
    expect(at(0, -0.02)).toBeLessThan(around + 0.04);
  });

  test('draws the jaw in one line, also where the chin is in shade', async () => {
    const { of, picture } = await drawn('cap');
    for (const index of [176, 148, 152, 377, 400]) {
      const [x, y] = of.landmarks[index] ?? [0, 0];
      const column = [-0.08, -0.02, -0.01, 0, 0.01, 0.02].map((down) =>
        lightnessAt(picture, Math.round(y + down * of.faceHeight) * of.width + Math.round(x)),
      );
      expect(Math.min(...column.slice(1)), `at point ${index}`).toBeLessThan((column[0] ?? 0) - 0.1);
    }
  });

  test('paints no specks on a shirt', async () => {
    const { of, picture } = await drawn('bald');
    const below = Math.round((of.landmarks[152]?.[1] ?? 0) + 0.3 * of.faceHeight);
    const white = Uint8Array.from(of.alpha, (cover, i) =>
      i > below * of.width && cover > 0.95 && (picture.image.channels[0][i] ?? 0) > 0.6 ? 1 : 0,
    );
    expect(patchesOf(white, of.width).filter((size) => size < 0.008 * of.faceHeight ** 2)).toEqual([]);
  });

  test('leaves a white shirt white under an open blue one', async () => {
    const { of, picture } = await drawn('shortBeard');
    const [x = 0, y = 0] = of.landmarks[152] ?? [];
    const [red, , blue] = picture.image.channels;
    const blueness = [0, 0.7].map((aside) => {
      const i = Math.round(y + 0.75 * of.faceHeight) * of.width + Math.round(x - aside * of.faceHeight);
      return (blue[i] ?? 0) - (red[i] ?? 0);
    });
    expect(blueness[0]).toBeLessThan(0.1);
    expect(blueness[1]).toBeGreaterThan(0.15);
  });

  test('draws no line on the far cheek of a turned head', async () => {
    const { of, picture } = await drawn('fringe');
    const [[fromX, fromY], [toX, toY]] = [of.landmarks[93] ?? [0, 0], of.landmarks[132] ?? [0, 0]];
    const beside = 0.04 * of.faceHeight;
    for (let along = 0; along <= 1; along += 0.1) {
      const [x, y] = [fromX + along * (toX - fromX), fromY + along * (toY - fromY)];
      const row = Math.round(y) * of.width;
      const cheek = lightnessAt(picture, row + Math.round(x + beside));
      for (let off = 0; off < beside; off += 1)
        expect(lightnessAt(picture, row + Math.round(x + off)), `at ${along}`).toBeGreaterThan(cheek - 0.12);
    }
  });

  test('draws no jaw on the far cheek of a turned head', async () => {
    const { of, picture } = await drawn('laughing');
    const [[fromX, fromY], [toX, toY]] = [of.landmarks[379] ?? [0, 0], of.landmarks[365] ?? [0, 0]];
    const [x, y] = [(fromX + toX) / 2, (fromY + toY) / 2];
    const shades = Array.from({ length: 9 }, (_, step) => {
      const column = Math.round(x + (step - 4) * 0.005 * of.faceHeight);
      return lightnessAt(picture, Math.round(y) * of.width + column);
    });
    expect(Math.min(...shades)).toBeGreaterThan(0.25);
  });

  test.each<{ face: FaceName; least: number }>([
    { face: 'sunHat', least: 0.7 },
    { face: 'suit', least: 0.68 },
  ])('opens both eyes alike when one seems half shut on $face', async ({ face, least }) => {
    const { of, picture } = await drawn(face);
    const skin = of.landmarks[280] ?? [0, 0];
    const cheek = lightnessAt(picture, Math.round(skin[1]) * of.width + Math.round(skin[0]));
    const heights = [133, 362].map((corner, index) => {
      const [x, y] = of.landmarks[corner] ?? [0, 0];
      const [outerX, outerY] = of.landmarks[[33, 263][index] ?? 0] ?? [0, 0];
      let drawnRows = 0;
      for (let down = -0.1; down < 0.1; down += 0.5 / of.faceHeight) {
        const row = Math.round((y + outerY) / 2 + down * of.faceHeight) * of.width;
        if (Math.abs(lightnessAt(picture, row + Math.round((x + outerX) / 2)) - cheek) > 0.1) drawnRows += 1;
      }
      return drawnRows;
    });
    expect(Math.min(...heights)).toBeGreaterThan(least * Math.max(...heights));
  });

  test('scratches no short lines into plain cloth', async () => {
    const { of, picture } = await drawn('shortBeard');
    const below = Math.round((of.landmarks[152]?.[1] ?? 0) + 0.3 * of.faceHeight) * of.width;
    const dark = Uint8Array.from(of.alpha, (cover, i) =>
      i > below && cover > 0.95 && lightnessAt(picture, i) < 0.5 ? 1 : 0,
    );
    const short = patchesOf(dark, of.width).filter((size) => size < 0.004 * of.faceHeight ** 2);
    expect(short.length).toBeLessThan(4);
  });

  test('leaves no skin beyond the far temple of who wears glasses, nor on the coat behind the cheek', async () => {
    const { of, picture } = await drawn('laughing');
    const [temple, cheek] = [of.landmarks[356] ?? [0, 0], of.landmarks[361] ?? [0, 0]];
    const beyond = Math.round(Math.max(temple[0], cheek[0]) + 0.06 * of.faceHeight);
    const isSkin = (y: number) => {
      const i = Math.round(y) * of.width + beyond;
      const [red = 0, green = 0, blue = 0] = picture.image.channels.map((channel) => channel[i]);
      const [lightness, a, b] = oklabOf(red, green, blue);
      // The rim that stands out there is darker than skin.
      return (picture.alpha?.[i] ?? 1) > 0.5 && Math.hypot(a, b) > 0.05 && lightness > 0.36;
    };
    const heights = Array.from({ length: 60 }, (_, step) => temple[1] + (step / 59 - 0.3) * 0.5 * of.faceHeight);
    expect(heights.filter(isSkin)).toEqual([]);
  });

  test('gives a neckline no steps where leaves hang before it', async () => {
    const { of, picture } = await drawn('sunHat');
    const [x, y] = (of.landmarks[152] ?? [0, 0]).map(Math.round) as [number, number];
    const hue = (column: number, row: number) => {
      const i = row * of.width + column;
      const [, a, b] = oklabOf(
        ...(picture.image.channels.map((channel) => channel[i] ?? 0) as [number, number, number]),
      );
      return Math.atan2(b, a);
    };
    const bare = hue(x, Math.round(y + 0.2 * of.faceHeight));
    const ends = Array.from({ length: 12 }, (_, step) => {
      const column = Math.round(x + (step / 11) * 0.5 * of.faceHeight);
      let row = Math.round(y + 0.2 * of.faceHeight);
      while (row < of.height - 1 && Math.abs(hue(column, row) - bare) < 0.15) row += 1;
      return row;
    });
    const steps = ends.slice(1).map((row, index) => Math.abs(row - (ends[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.09 * of.faceHeight);
  });

  test('draws a neck no wider than the jaw, and a coat beside it', async () => {
    const { of, picture } = await drawn('headscarf');
    const [jaw, mouth] = [of.landmarks[58] ?? [0, 0], of.landmarks[13] ?? [0, 0]];
    for (let aside = 0.08; aside < 0.2; aside += 0.02) {
      const i = Math.round(mouth[1] + 0.08 * of.faceHeight) * of.width + Math.round(jaw[0] - aside * of.faceHeight);
      const [red = 0, green = 0, blue = 0] = picture.image.channels.map((channel) => channel[i]);
      expect(oklabOf(red, green, blue)[2], `${aside.toFixed(2)} beside the jaw`).toBeLessThan(0.03);
    }
  });

  test('ends a face that rests on cloth at its own outline, without neck or bumps', async () => {
    const { of, picture } = await drawn('headscarf');
    const [middleX, middleY] = of.landmarks[4] ?? [0, 0];
    for (const index of [132, 58, 172, 136, 365, 397, 288]) {
      const [x, y] = of.landmarks[index] ?? [0, 0];
      const length = Math.hypot(x - middleX, y - middleY);
      const [outX, outY] = [x - middleX, y - middleY].map((way) => (0.08 * of.faceHeight * way) / length);
      const i = Math.round(y + (outY ?? 0)) * of.width + Math.round(x + (outX ?? 0));
      const [red = 0, green = 0, blue = 0] = picture.image.channels.map((channel) => channel[i]);
      const [, a, b] = oklabOf(red, green, blue);
      const isSkin = (picture.alpha?.[i] ?? 1) > 0.5 && b > 0.03 && b > a;
      expect(isSkin, `beside landmark ${index}`).toBe(false);
    }
  });

  test('draws no jaw where a chin rests on cloth', async () => {
    const { of, picture } = await drawn('headscarf');
    for (const point of [136, 150, 379, 365]) {
      const [x, y] = of.landmarks[point] ?? [0, 0];
      const inside = Math.round(y - 0.02 * of.faceHeight) * of.width + Math.round(x);
      const column = Array.from({ length: 8 }, (_, row) => lightnessAt(picture, inside + row * of.width));
      expect(Math.min(...column), `landmark ${point}`).toBeGreaterThan(0.42);
    }
  });

  test('throws no shadow below a brow that hair does not touch', async () => {
    const { of, picture } = await drawn('paleFringe');
    const lightness = ([x = 0, y = 0]: ArrayLike<number> & Iterable<number>, down: number) =>
      lightnessAt(picture, Math.round(y + down * of.faceHeight) * of.width + Math.round(x));
    for (const index of [276, 283, 282, 295, 285]) {
      const edge = of.landmarks[index] ?? [0, 0];
      expect(lightness(edge, -0.006), `at landmark ${index}`).toBeGreaterThan(lightness(edge, 0.02) - 0.05);
    }
  });

  test('draws hair beside a cheek as hair, not as more of the cheek', async () => {
    const { of, picture } = await drawn('paleFringe');
    const [x, y] = of.landmarks[323] ?? [0, 0];
    const [beside, cheek] = [0.065, -0.1].map((across) =>
      lightnessAt(picture, Math.round(y) * of.width + Math.round(x + across * of.faceHeight)),
    );
    expect(beside).toBeLessThan((cheek ?? 0) - 0.2);
  });

  test('shows hair through lenses that stand out before it, and nothing of the scene', async () => {
    const { of, picture } = await drawn('curlsGlasses');
    const [x, y] = of.landmarks[323] ?? [0, 0];
    const row = Math.round(y) * of.width;
    for (let column = Math.round(x); column < of.width; column += 4) expect(picture.alpha?.[row + column]).toBe(1);
  });

  test('draws the fold inside an ear', async () => {
    const { of, picture } = await drawn('cap');
    const [x, y] = of.landmarks[234] ?? [0, 0];
    const depths = [-0.12, -0.08, -0.04, 0, 0.04].map((down) => {
      const row = Math.round(y + down * of.faceHeight) * of.width;
      let rim = Math.round(x);
      while ((picture.alpha?.[row + rim] ?? 0) > 0.9) rim -= 1;
      const [from, to] = [rim + Math.round(0.02 * of.faceHeight), Math.round(x)];
      const inside = Array.from({ length: to - from }, (_, step) => lightnessAt(picture, row + from + step));
      return Math.max(...inside) - Math.min(...inside);
    });
    expect(depths.filter((depth) => depth > 0.1).length).toBeGreaterThan(2);
  });

  test('paints a garment behind leaves in one shade', async () => {
    const { of, picture } = await drawn('sunHat');
    const below = Math.round((of.landmarks[152]?.[1] ?? 0) + 0.7 * of.faceHeight) * of.width;
    const shades = Array.from(of.alpha.keys())
      .filter((i) => i > below && (of.alpha[i] ?? 0) > 0.99)
      .map((i) => lightnessAt(picture, i))
      .sort((one, other) => one - other);
    const at = (part: number) => shades[Math.floor(part * shades.length)] ?? 0;
    expect(at(0.98) - at(0.05)).toBeLessThan(0.1);
  });

  test('shades a hand where its fingers part', async () => {
    const { of, picture } = await drawn('glassesBeard');
    const shades: number[] = [];
    of.regions.body.forEach((cover, i) => {
      const isLeftHand = i % of.width < (of.landmarks[234]?.[0] ?? 0) - 0.05 * of.faceHeight;
      if (cover > 0.95 && isLeftHand && (picture.alpha?.[i] ?? 0) === 1) shades.push(lightnessAt(picture, i));
    });
    shades.sort((one, other) => one - other);
    const at = (part: number) => shades[Math.floor(part * shades.length)] ?? 0;
    expect(at(0.1)).toBeLessThan(at(0.5) - 0.05);
  });

  test('parts a hand from the neck that it nearly touches', async () => {
    const { of, picture } = await drawn('glassesBeard');
    const [x, y] = of.landmarks[152] ?? [0, 0];
    const merged: string[] = [];
    for (let down = 0.15; down < 0.75; down += 0.02) {
      const row = Math.round(y + down * of.faceHeight) * of.width;
      const [from, to] = [0.3, 1].map((across) => Math.round(x + across * of.faceHeight)) as [number, number];
      const shades = Array.from({ length: to - from }, (_, step) => lightnessAt(picture, row + from + step));
      if (Math.min(...shades) > 0.5) merged.push(down.toFixed(2));
    }
    expect(merged).toEqual([]);
  });

  test('draws a hand up to the edge of the photo, not as cloth', async () => {
    const { of, picture } = await drawn('glassesBeard');
    const cheek = of.landmarks[425] ?? [0, 0];
    const skin = lightnessAt(picture, Math.round(cheek[1]) * of.width + Math.round(cheek[0]));
    const row = Math.round((of.landmarks[152]?.[1] ?? 0) + 0.75 * of.faceHeight) * of.width;
    for (const inset of [0.06, 0.1, 0.14, 0.18]) {
      const shown = lightnessAt(picture, row + Math.round(of.width - inset * of.faceHeight));
      expect(Math.abs(shown - skin), `${inset} from the edge`).toBeLessThan(0.05);
    }
  });

  test('paints a beard in one shape, without holes', async () => {
    const { of, picture } = await drawn('darkStudio');
    const [lip, chin] = [of.landmarks[17] ?? [0, 0], of.landmarks[152] ?? [0, 0]];
    const beard = lightnessAt(picture, Math.round(chin[1] - 0.04 * of.faceHeight) * of.width + Math.round(chin[0]));
    const light = Uint8Array.from(of.alpha, (_, i) => {
      const [x, y] = [i % of.width, i / of.width];
      const isChin = y > lip[1] && y < chin[1] && Math.abs(x - chin[0]) < 0.2 * of.faceHeight;
      return isChin && lightnessAt(picture, i) > beard + 0.15 ? 1 : 0;
    });
    expect(patchesOf(light, of.width).filter((size) => size > 0.001 * of.faceHeight ** 2)).toEqual([]);
  });

  test('leaves no rim of a gap that a beard has closed over', async () => {
    const { of, picture } = await drawn('sideLight');
    const [[lipX, lipY], [jawX, jawY]] = [of.landmarks[405] ?? [0, 0], of.landmarks[378] ?? [0, 0]];
    let thin = 0;
    for (let i = Math.round(lipY) * of.width; i < jawY * of.width; i += 1) {
      const x = i % of.width;
      if (x < Math.min(lipX, jawX) || x > Math.max(lipX, jawX) + 0.1 * of.faceHeight) continue;
      const shown = lightnessAt(picture, i);
      if (
        [6, 6 * of.width].some(
          (step) => shown > Math.max(lightnessAt(picture, i - step), lightnessAt(picture, i + step)) + 0.02,
        )
      )
        thin += 1;
    }
    expect(thin).toBeLessThan(55);
  });

  test('shades a beard in large shapes, without blotches', async () => {
    const { of, picture } = await drawn('fullBeard');
    const isBeard = (i: number) => (of.regions.beard[i] ?? 0) > 0.95 && (picture.alpha?.[i] ?? 0) === 1;
    const shades = [...of.alpha.keys()].filter(isBeard).map((i) => lightnessAt(picture, i));
    shades.sort((one, other) => one - other);
    const [dark = 0, light = 0] = [0.1, 0.8].map((part) => shades[Math.floor(part * shades.length)]);
    const shaded = Uint8Array.from(of.alpha, (_, i) =>
      isBeard(i) && lightnessAt(picture, i) < (dark + light) / 2 ? 1 : 0,
    );
    const blotches = patchesOf(shaded, of.width).filter((size) => size > 0.006 * of.faceHeight ** 2);
    expect(Math.min(...blotches)).toBeGreaterThan(0.02 * of.faceHeight ** 2);
  });

  test('ends hanging hair without drips', async () => {
    const { of, picture } = await drawn('aviatorsNeon');
    const [x, y] = of.landmarks[152] ?? [0, 0];
    const below = Math.round(y + 0.12 * of.faceHeight) * of.width;
    const dripping = (picture.alpha ?? []).filter(
      (cover, i) => i > below && i % of.width > x + 0.2 * of.faceHeight && cover > 0.5,
    );
    expect(dripping.length).toBe(0);
  });

  test('scratches no lines into a bare neck', async () => {
    const { of, picture } = await drawn('aviatorsNeon');
    const [beside, below] = [Math.round(0.05 * of.faceHeight), Math.round(0.3 * of.faceHeight) * of.width];
    let scratched = 0;
    for (let i = Math.round(of.landmarks[152]?.[1] ?? 0) * of.width + below; i < of.alpha.length; i += 1) {
      const isNeck = [-beside, beside].every((step) => (of.regions.neck[i + step] ?? 0) > 0.9);
      const around = Math.min(lightnessAt(picture, i - beside), lightnessAt(picture, i + beside));
      if (isNeck && lightnessAt(picture, i) < around - 0.15) scratched += 1;
    }
    expect(scratched).toBe(0);
  });
});

/** The sizes in pixels of the connected patches of ones. */
function patchesOf(mask: Uint8Array, width: number): number[] {
  const seen = mask.slice();
  const sizes: number[] = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] !== 1) continue;
    const patch = [start];
    seen[start] = 0;
    for (let at = 0; at < patch.length; at += 1) {
      const i = patch[at] ?? 0;
      for (const next of [i - 1, i + 1, i - width, i + width]) {
        if (seen[next] !== 1) continue;
        seen[next] = 0;
        patch.push(next);
      }
    }
    sizes.push(patch.length);
  }
  return sizes;
}

/** A plane's values at a pixel and its neighbours 2 pixels away. */
function* nearby(plane: Float32Array, i: number, width: number) {
  for (const step of [0, -2, 2, -2 * width, 2 * width]) yield plane[i + step] ?? 0;
}

function lightnessAt({ image: { channels } }: StylePicture, i: number): number {
  return oklabOf(channels[0][i] ?? 0, channels[1][i] ?? 0, channels[2][i] ?? 0)[0];
}

/** The mean lightness of the drawing within 3 pixels of a landmark. */
function around(index: number): number {
  const [x, y] = portrait.landmarks[index] ?? [0, 0];
  let sum = 0;
  for (let dy = -3; dy <= 3; dy += 1) {
    for (let dx = -3; dx <= 3; dx += 1) {
      sum += lightnessAt(alone, (Math.round(y) + dy) * portrait.width + Math.round(x) + dx);
    }
  }
  return sum / 49;
}
