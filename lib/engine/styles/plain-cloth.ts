/** Cloth of a soft photo without its pattern, of which pixels are left, and with its folds and edges. */
import { gaussianBlur } from '../kernel/blur.ts';
import { greyGuide } from '../kernel/guided.ts';
import { luma, mapChannels, mix, type Plane } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';
import { halfImage, halfPlane } from './half-size.ts';

/** How wide a pattern is that goes, pixels of a usual avatar, and how far its cloth is averaged. */
const PATTERN = 4;
const WINDOW = 10;
/** The variance of brightness without the pattern that is flat. */
const FLAT = 0.0015;

/**
 * The portrait in plain clothes, as far as its photo is soft (0–1). The guide is a picture without the pattern, so what
 * it doesn't know is averaged (Zhang et al., 'Rolling guidance filter', 2014).
 */
export function withPlainCloth(portrait: Portrait, softness: number): Portrait {
  const { person, regions, width, height, scale } = portrait;
  if (softness === 0) return portrait;
  const half = halfImage(person);
  const size = [half.width, half.height] as const;
  const guide = gaussianBlur(luma(half), ...size, (PATTERN * scale) / 2);
  const smooth = greyGuide(guide, ...size, Math.round((WINDOW * scale) / 2), FLAT);
  const cloth = halfPlane(regions.clothing, width, height).plane;
  const covers = resizePlane(gaussianBlur(cloth, ...size, scale), ...size, width, height);
  const evened = smooth(half.channels);
  const plain = mapChannels(person, (channel, index) => {
    const even = resizePlane(evened[index] as Plane, ...size, width, height);
    return channel.map((value, i) => mix(value, even[i] as number, softness * (covers[i] as number)));
  });
  return portraitWith(portrait, { person: plain });
}
