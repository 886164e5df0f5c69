/**
 * Photos to test the engine on, from packages that are installed for tests only. The licences of the packages are MIT;
 * the photos' own are not stated, so none of them, nor a picture made of one, may be kept in the repository.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

function inPackage(name: string): (file: string) => string {
  return (file) => path.join(ROOT, 'node_modules', name, file);
}

const resume = inPackage('startbootstrap-resume');
const softUi = inPackage('soft-ui-design-system');
const materialKit = inPackage('material-kit');
const tabler = inPackage('tabler-ui');

/** One person each, whole and near enough; in the order of a contact sheet. */
export const FACES = {
  astronaut: path.join(ROOT, 'tests/fixtures/astronaut.jpg'),
  shortBeard: resume('dist/assets/img/profile.jpg'),
  auburnHair: softUi('assets/img/marie.jpg'),
  braids: softUi('assets/img/kal-visuals-square.jpg'),
  longHairHands: softUi('assets/img/team-1.jpg'),
  glassesBeard: softUi('assets/img/team-3.jpg'),
  beanieGlassesHand: softUi('assets/img/bruce-mars.jpg'),
  fringe: softUi('assets/img/ivana-square.jpg'),
  bald: softUi('assets/img/charles.jpg'),
  darkStudio: materialKit('assets/img/faces/marc.jpg'),
  longStraightHair: materialKit('assets/img/faces/camp.jpg'),
  cap: materialKit('assets/img/faces/christian.jpg'),
  aviatorsNeon: materialKit('assets/img/faces/kendall.jpg'),
  fullBeard: materialKit('assets/img/faces/card-profile1-square.jpg'),
  sunHat: materialKit('assets/img/faces/card-profile6-square.jpg'),
  headscarf: tabler('dist/demo/faces/female/4.jpg'),
  smallPhoto: tabler('dist/demo/faces/male/6.jpg'),
} as const;
export type FaceName = keyof typeof FACES;

/** More people, for the tone of their skin: from the darkest to the lightest together with `FACES`. */
export const TONES = {
  laughing: tabler('dist/demo/faces/male/14.jpg'),
  curlsGlasses: tabler('dist/demo/faces/female/26.jpg'),
  suit: tabler('dist/demo/faces/male/43.jpg'),
  sideLight: tabler('dist/demo/faces/male/1.jpg'),
  redBackdrop: tabler('dist/demo/faces/male/31.jpg'),
  paleFringe: tabler('dist/demo/faces/female/8.jpg'),
} as const;

/** Photos smaller than this are enlarged: their faces would be refused as too small. */
const SMALL = 200;

/** The bytes of a photo, a small one three times as large. */
export async function photoOf(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  const { width } = await sharp(bytes).metadata();
  if (width >= SMALL) return bytes;
  return sharp(bytes)
    .resize({ width: 3 * width, kernel: 'cubic' })
    .png()
    .toBuffer();
}
