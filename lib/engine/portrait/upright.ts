/** Photos that lie on their side or stand on their head: turned by quarters until the chosen face is about upright. */
import { faceOf, type MeshedFace } from './mesh.ts';
import type { Photo } from './photo.ts';
import type { Landmark } from './portrait.ts';

/** One person's photo with every face in it. */
export type FacedPhoto = { photo: Photo; face: MeshedFace; others: readonly MeshedFace[] };

/** The same, turned so that the face's roll is at most an eighth of a turn. */
export function upright({ photo, face, others }: FacedPhoto): FacedPhoto {
  const quarters = ((Math.round(face.roll / (Math.PI / 2)) % 4) + 4) % 4;
  let turned: FacedPhoto = { photo, face, others };
  for (let quarter = 0; quarter < quarters; quarter++) turned = turnedBack(turned);
  return turned;
}

/** Turned by a quarter against the clock. */
function turnedBack({ photo, face, others }: FacedPhoto): FacedPhoto {
  const { width, height, pixels } = photo;
  const turned = new Uint8Array(pixels.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) {
      const to = ((width - 1 - x) * height + y) * 3;
      turned[to] = pixels[from] as number;
      turned[to + 1] = pixels[from + 1] as number;
      turned[to + 2] = pixels[from + 2] as number;
    }
  }
  const turn = (one: MeshedFace) =>
    faceOf(
      one.landmarks.map(([x, y, z]): Landmark => [y, width - x, z]),
      one.score,
    );
  return { photo: { width: height, height: width, pixels: turned }, face: turn(face), others: others.map(turn) };
}
