/** The person of any picture before nothing: for pictures that were drawn elsewhere, with a background. */
import sharp from 'sharp';
import { EngineError } from './errors.ts';
import { clamp, type Image, imageOf, type Plane, plane } from './kernel/image.ts';
import { resizePlane } from './kernel/resample.ts';
import { usualFaceHeight } from './portrait/frame.ts';
import { largestFace } from './portrait/largest-face.ts';
import { cleanEdges, findMatte } from './portrait/matte.ts';
import { decodePhoto, type Photo, pyramidOf } from './portrait/photo.ts';
import { readRegions } from './portrait/regions.ts';
import { MASK_SIDE, segmentPhoto } from './portrait/segment.ts';
import { loadNetworks } from './portrait/tfjs.ts';

/** On an avatar of 512 × 768, which the matte's widths are given for. */
const USUAL_FACE_HEIGHT = usualFaceHeight(512, 768);

/**
 * Makes transparent whatever is not the person with the largest face.
 * @returns PNG with alpha, as large as the picture (at most 1600 pixels)
 * @throws EngineError `unreadable`, `no_face`
 */
export async function cutOut(picture: Uint8Array): Promise<Uint8Array> {
  const [photo, { segmenter }] = await Promise.all([decodePhoto(picture), loadNetworks()]);
  const { width, height } = photo;
  const levels = pyramidOf(photo);
  const face = await largestFace(levels);
  if (face === null) throw new EngineError('no_face');
  const image = imageFrom(photo);
  const mask = resizePlane(segmentPhoto(levels, segmenter), MASK_SIDE, MASK_SIDE, width, height);
  const { landmarks } = face;
  const { hair } = readRegions(image, mask, landmarks);
  const covered = plane(width * height, 1);
  const scale = usualFaceHeight(width, height) / USUAL_FACE_HEIGHT;
  const alpha = findMatte({ photo: image, mask, hair, covered, landmarks, scale });
  return encode(cleanEdges(image, alpha), alpha);
}

function imageFrom({ width, height, pixels }: Photo): Image {
  const channel = (offset: number) =>
    Float32Array.from({ length: width * height }, (_, i) => (pixels[i * 3 + offset] as number) / 255);
  return imageOf(width, height, [channel(0), channel(1), channel(2)]);
}

function encode({ width, height, channels }: Image, alpha: Plane): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 4);
  [...channels, alpha].forEach((values, offset) => {
    for (let i = 0; i < values.length; i++) pixels[i * 4 + offset] = clamp(values[i] as number) * 255 + 0.5;
  });
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}
