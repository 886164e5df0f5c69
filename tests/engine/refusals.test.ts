/** What the engine promises about photos that it cannot draw: each is refused with its reason, and none of the good ones. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { findFace } from '../../lib/engine/portrait/read.ts';
import { FACES } from '../faces.ts';

const packages = path.resolve(import.meta.dirname, '../../node_modules');
const softUi = (file: string) => path.join(packages, 'soft-ui-design-system/assets/img', file);
const materialKit = (file: string) => path.join(packages, 'material-kit/assets/img', file);
const tabler = (file: string) => path.join(packages, 'tabler-ui/dist/demo', file);
const group = (number: number) => path.join(packages, `@vladmandic/face-api/demo/sample${number}.jpg`);

/** Landscapes, animals, backs of heads, silhouettes: 50 photos. */
const views = readdirSync(tabler('photos')).filter((file) => file.endsWith('-500.jpg'));
const products = readdirSync(tabler('products'));

/** The code that a picture is refused with; `null` when it is accepted. */
async function codeOf(picture: Buffer): Promise<string | null> {
  return findFace(picture).then(
    () => null,
    (error: { code: string }) => error.code,
  );
}

const encoded = (picture: Sharp) => picture.flatten({ background: '#fff' }).jpeg({ quality: 95 }).toBuffer();
const enlarged = (file: string) => encoded(sharp(tabler(file)).resize(384, 384, { kernel: 'cubic' }));

describe('a picture without a face', () => {
  test.each([...views.map((file) => tabler(`photos/${file}`)), ...products.map((file) => tabler(`products/${file}`))])(
    '%s: no_face',
    async (file) => expect(await codeOf(await encoded(sharp(file)))).toBe('no_face'),
  );

  test.each([
    softUi('card-2.jpg'),
    softUi('card-3.jpg'),
    softUi('illustrations/chat.png'),
    softUi('curved-images/curved14.jpg'),
    materialKit('favicon.png'),
    path.join(packages, '@vladmandic/face-api/demo/facemesh.png'),
  ])('%s: no_face', async (file) => expect(await codeOf(await encoded(sharp(file)))).toBe('no_face'));

  test.each(['faces/male/18.jpg', 'faces/male/24.jpg'])(
    '%s, a toy head or a hand over the face: no_face',
    async (file) => expect(await codeOf(await enlarged(file))).toBe('no_face'),
  );

  test.each(['#eebb99', '#775533'])('a drawn face in %s: no_face', async (skin) => {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600"
      fill="#cde"/><ellipse cx="300" cy="290" rx="130" ry="165" fill="${skin}"/><path d="M165 280Q150 90 300 95Q450 90 435
      280Q420 170 300 170Q180 170 165 280Z" fill="#432"/><ellipse cx="250" cy="280" rx="26" ry="16" fill="#fff"/><ellipse
      cx="350" cy="280" rx="26" ry="16" fill="#fff"/><circle cx="250" cy="280" r="13" fill="#345"/><circle cx="350"
      cy="280" r="13" fill="#345"/><path d="M300 290L285 345L310 348" stroke="#a76" stroke-width="5" fill="none"/><path
      d="M250 385Q300 420 350 385Q300 400 250 385Z" fill="#b44"/></svg>`;
    expect(await codeOf(await encoded(sharp(Buffer.from(drawing))))).toBe('no_face');
  });
});

describe('a face that cannot be drawn', () => {
  test.each([softUi('team-2.jpg'), softUi('team-4.jpg')])('%s: face_turned_away', async (file) =>
    expect(await codeOf(await encoded(sharp(file)))).toBe('face_turned_away'),
  );
  test.each(['faces/male/26.jpg', 'faces/male/38.jpg'])('%s: face_turned_away', async (file) =>
    expect(await codeOf(await enlarged(file))).toBe('face_turned_away'),
  );

  const some = [FACES.astronaut, FACES.auburnHair, FACES.braids, FACES.darkStudio];
  test.each(some)('%s in a fifth of the light: face_too_dark', async (file) =>
    expect(await codeOf(await encoded(sharp(file).linear(0.2, 0)))).toBe('face_too_dark'),
  );
  test.each([FACES.astronaut, FACES.auburnHair, FACES.braids])('%s in twice the light: face_too_bright', async (file) =>
    expect(await codeOf(await encoded(sharp(file).linear(2, 40)))).toBe('face_too_bright'),
  );
  test.each(some)('%s blurred by a twentieth of the face: face_blurred or no face found', async (file) => {
    const { width = 0 } = await sharp(file).metadata();
    const { box } = await findFace(await encoded(sharp(file)));
    const code = await codeOf(await encoded(sharp(file).blur(0.05 * box.width * width)));
    expect(['face_blurred', 'no_face']).toContain(code);
  });
});

describe('a face that can be drawn is not refused', () => {
  const large = Object.values(FACES).filter((file) => !file.includes('tabler-ui'));
  test.each(large)('%s', async (file) => expect(await codeOf(await encoded(sharp(file)))).toBeNull());

  test.each(['female/18', 'female/23', 'female/4', 'female/8', 'male/2', 'male/7', 'male/14', 'male/42'])(
    '%s, dim, pale or soft from enlarging',
    async (file) => expect(await codeOf(await enlarged(`faces/${file}.jpg`))).toBeNull(),
  );
});

describe('several faces', () => {
  test('are told, and a point chooses one of them', async () => {
    const photo = await encoded(sharp(group(6)));
    const refusal = await findFace(photo).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'several_faces', faces: { length: 4 } });
    const { faces } = refusal as { faces: { box: { x: number; y: number; width: number; height: number } }[] };
    for (const { box } of faces.slice(0, 2)) {
      const chosen = await findFace(photo, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
      expect(chosen.box.x).toBeCloseTo(box.x, 3);
      expect(chosen.others).toHaveLength(3);
    }
  });

  test('a point far from every face finds none', async () => {
    const photo = await encoded(sharp(FACES.astronaut));
    await expect(findFace(photo, { x: 0.95, y: 0.95 })).rejects.toMatchObject({ code: 'no_face' });
  });
});
