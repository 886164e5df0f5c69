/** Bits that the networks' mask leaves out of a person's outline: gaps that look like the person, not like the background. */
import { boxBlur } from '../kernel/blur.ts';
import { distanceInside } from '../kernel/distance.ts';
import { type Image, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink, shrinkImage } from '../kernel/resample.ts';

/** Gaps are looked for at a quarter of the canvas. */
const QUARTER = 4;
/** Half the width of the widest gap, and how far around it colours are compared, in face heights. */
const HALF_GAP = 0.13;
const AROUND = 0.2;
/** Squared sRGB distance from which person and background around a gap can be told apart. */
const APART = 0.03;

/** Closes gaps of the mask whose colours are those of the person around them; in place. */
export function fillNotches(photo: Image, mask: Plane, faceHeight: number): void {
  const { width, height } = photo;
  const small = shrink(mask, width, height, QUARTER);
  const size = { width: small.width, height: small.height };
  const inside = small.plane.map((cover) => (cover > 0.5 ? 1 : 0));
  const gaps = gapsOf(inside, size.width, size.height, (HALF_GAP * faceHeight) / QUARTER);
  if (!gaps.some((gap) => gap > 0)) return;
  const colours = shrinkImage(photo, QUARTER);
  const filled = likePerson(colours, inside, gaps, Math.round((AROUND * faceHeight) / QUARTER));
  const soft = resizePlane(boxBlur(filled, size.width, size.height, 1), size.width, size.height, width, height);
  for (let i = 0; i < mask.length; i++) mask[i] = Math.max(mask[i] as number, smoothstep(0.1, 0.5, soft[i] as number));
}

/** 1 where a disc of `radius` fits nowhere between parts of the mask (its morphological closing without itself). */
function gapsOf(inside: Plane, width: number, height: number, radius: number): Plane {
  const outside = inside.map((cover) => 1 - cover);
  const grown = distanceInside(outside, width, height);
  for (let i = 0; i < grown.length; i++) {
    // Beyond the canvas there is nobody: no gap reaches its edge.
    const atEdge = i < width || i >= grown.length - width || i % width === 0 || i % width === width - 1;
    grown[i] = !atEdge && (grown[i] as number) <= radius ? 1 : 0;
  }
  const depth = distanceInside(grown, width, height);
  return depth.map((distance, i) => (distance > radius && inside[i] === 0 ? 1 : 0));
}

/** The gaps' pixels that are nearer to the mean colour of the person around them than to that of the background. */
function likePerson({ width, height, channels }: Image, inside: Plane, gaps: Plane, reach: number): Plane {
  const beyond = inside.map((cover, i) => (cover > 0 || (gaps[i] as number) > 0 ? 0 : 1));
  const [person, background] = [inside, beyond].map((weights) => {
    const sums = boxBlur(weights, width, height, reach);
    return channels.map((channel) => {
      const weighted = boxBlur(
        channel.map((value, i) => value * (weights[i] as number)),
        width,
        height,
        reach,
      );
      return weighted.map((sum, i) => sum / Math.max(1e-4, sums[i] as number));
    });
  }) as [Plane[], Plane[]];
  const filled = plane(gaps.length);
  for (let i = 0; i < filled.length; i++) {
    if (gaps[i] === 0) continue;
    const squares = { toPerson: 0, toBackground: 0, between: 0 };
    channels.forEach((channel, index) => {
      const [own, front, back] = [channel[i], person[index]?.[i], background[index]?.[i]] as [number, number, number];
      squares.toPerson += (own - front) ** 2;
      squares.toBackground += (own - back) ** 2;
      squares.between += (front - back) ** 2;
    });
    if (squares.between > APART && squares.toPerson < 0.5 * squares.toBackground) filled[i] = 1;
  }
  return filled;
}
