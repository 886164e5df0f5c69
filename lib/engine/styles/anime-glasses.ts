/** Glasses of an anime figure: a layer of their own, before a face without what was read through them. */
import { blend } from '../kernel/composite.ts';
import { type Image, type Layer, mix, type Plane, smoothstep } from '../kernel/image.ts';
import { drawMask, drawVector, type Point } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { facePlane } from './anime-lines.ts';
import { drawGlasses, withoutLenses } from './drawn-glasses.ts';
import { landmark } from './features.ts';
import { withoutIslands } from './figure.ts';
import { middleOf, readGlasses } from './worn-glasses.ts';

type WornGlasses = { layer: Layer; behind: Portrait };

/** The person's glasses as a layer of their own, and the portrait without what was read through them. */
export async function glassesOf(portrait: Portrait): Promise<WornGlasses | null> {
  const glasses = readGlasses(portrait);
  if (!glasses) return null;
  const { width, height } = portrait;
  const drawing = drawGlasses(portrait, glasses);
  const layer = await drawVector(width, height, drawing.body, drawing.definitions);
  const lenses = await drawMask(
    width,
    height,
    `<path d="${drawing.lenses}" stroke="#000" stroke-width="${0.02 * portrait.faceHeight}"/>`,
  );
  const face = facePlane(portrait);
  const behind = isSeenThrough(portrait, glasses.outlines, face) ? portrait : withoutLenses(portrait, lenses, face);
  const bare = withoutFarArm(behind, glasses.outlines, face);
  // What a lens has parted from the head, as a hinge beyond it, goes with it.
  const alpha = withoutIslands(portrait, bare, { holds: 0.3, margin: portrait.scale });
  return { layer, behind: { ...behind, alpha } };
}

/** How far around a lens, in face heights, the person is looked for. */
const AROUND = 0.06;

/** Whether the person goes on beyond the lenses that stand out from the face, as with hair: then it shows through them. */
function isSeenThrough(
  { alpha, width, height, faceHeight }: Portrait,
  outlines: readonly Point[][],
  face: Plane,
): boolean {
  const around = outlines.flatMap((outline) => {
    const [x, y] = middleOf(outline);
    return outline.map((point) => {
      const away = 1 + (AROUND * faceHeight) / Math.hypot(point[0] - x, point[1] - y);
      const [column, row] = [Math.round(mix(x, point[0], away)), Math.round(mix(y, point[1], away))];
      return column < 0 || row < 0 || column >= width || row >= height ? -1 : row * width + column;
    });
  });
  const beyond = around.filter((i) => i >= 0 && (face[i] as number) < 0.5);
  return beyond.filter((i) => (alpha[i] as number) > 0.5).length > beyond.length / 2;
}

/** A head turned this far shows the arm of glasses beyond its far temple. */
const TURNED = 0.2;
/** How far above the lenses that arm is read as skin, in face heights; it sits no lower. */
const ARM = 0.1;

/** The portrait's mask without the arm beyond the far temple, which was read as skin. */
function withoutFarArm(portrait: Portrait, outlines: readonly Point[][], face: Plane): Plane {
  const { width, alpha, regions, yaw, faceHeight } = portrait;
  // Below a hat skin beyond the oval is forehead.
  if (Math.abs(yaw) < TURNED || regions.headwear.some((cover) => cover > 0.5)) return alpha;
  const heights = outlines.flat().map(([, y]) => y);
  const [top, bottom] = [Math.min(...heights) - ARM * faceHeight, (Math.min(...heights) + Math.max(...heights)) / 2];
  const noseX = landmark(portrait, 4)[0];
  return alpha.map((cover, i) => {
    const [x, y] = [i % width, i / width];
    if (y < top || y > bottom || (x - noseX) * yaw <= 0) return cover;
    const other = Math.max(
      ...[regions.hair, regions.headwear, regions.body, regions.clothing].map((region) => region[i] as number),
    );
    return cover * Math.max(face[i] as number, smoothstep(0.2, 0.4, other));
  });
}

/** Lays a layer over a figure, which grows by what lies beyond its edge; in place. */
export function layOver(image: Image, alpha: Plane, layer: Layer): void {
  blend(image, layer);
  for (let i = 0; i < alpha.length; i += 1)
    alpha[i] = 1 - (1 - (alpha[i] as number)) * (1 - (layer.alpha[i] as number));
}
