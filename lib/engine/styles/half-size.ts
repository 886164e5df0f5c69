/** Work that nobody would see at full size is done at half, in a quarter of the time. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Image, imageOf, type Plane } from '../kernel/image.ts';
import { resizePlane, shrink, shrinkImage } from '../kernel/resample.ts';

/** Half as wide and high, rounded up. */
export function halfImage(image: Image): Image {
  return shrinkImage(image, 2);
}

export function halfPlane(plane: Plane, width: number, height: number) {
  return shrink(plane, width, height, 2);
}

/** The same picture at another size. */
export function resizeImage({ width, height, channels }: Image, toWidth: number, toHeight: number): Image {
  const resize = (channel: Plane) => resizePlane(channel, width, height, toWidth, toHeight);
  return imageOf(toWidth, toHeight, [resize(channels[0]), resize(channels[1]), resize(channels[2])]);
}

/** From this blur on nobody sees that it was made at a quarter of the size. */
const WIDE = 10;

/** A Gaussian blur of at least about 3 pixels, which hides that it was made at half size or less. */
export function broadBlur(plane: Plane, width: number, height: number, sigma: number): Plane {
  const factor = sigma < WIDE ? 2 : 4;
  const small = shrink(plane, width, height, factor);
  const blurred = gaussianBlur(small.plane, small.width, small.height, sigma / factor);
  return resizePlane(blurred, small.width, small.height, width, height);
}
