/**
 * Edge-keeping smoothing that follows a guide picture: each window's output is a linear function of its guide
 * (He, Sun, Tang, 'Guided image filtering', 2013).
 */
import { type Image, imageOf, luma, type Plane } from './image.ts';
import { borrowing, native, put, putImage, room, take } from './native.ts';
import { shrink } from './resample.ts';

/** A filter along the edges of a guide; it takes planes of the guide's size, several at once for less. */
export type GuidedFilter = (planes: readonly Plane[]) => Plane[];

/** Smooths `plane` along the edges of a grey guide; `epsilon` is the guide's variance that counts as flat. */
export function guidedFilter(
  guide: Plane,
  plane: Plane,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): Plane {
  const [smooth] = greyGuide(guide, width, height, radius, epsilon)([plane]);
  return smooth as Plane;
}

/** The radius from which nobody sees that windows were measured at half the size. */
const WIDE = 5;

/**
 * The image smoothed within its own edges of brightness. For wide windows the linear functions are found at half the
 * size, as in `colourGuide`.
 */
export function smoothImage(image: Image, radius: number, epsilon: number): Image {
  const { width, height, channels } = image;
  const guide = luma(image);
  const guided = radius < WIDE ? greyGuide : halfGreyGuide;
  const smooth = guided(guide, width, height, radius, epsilon);
  const [red, green, blue] = smooth(channels) as [Plane, Plane, Plane];
  return imageOf(width, height, [red, green, blue]);
}

/** A filter along the edges of a grey guide. */
export function greyGuide(guide: Plane, width: number, height: number, radius: number, epsilon: number): GuidedFilter {
  return (planes) =>
    borrowing(() => {
      const own = put(guide);
      const measured = native.measureGrey(own, width, height, radius, epsilon);
      const target = room(guide.length);
      return eachOf(planes, (plane) => {
        const lines = native.greyLines(put(plane), own, measured, width, height, radius);
        native.followLines(lines, own, 1, target, guide.length);
        return take(target, guide.length);
      });
    });
}

/** `greyGuide` whose linear functions are found at half the size. */
function halfGreyGuide(guide: Plane, width: number, height: number, radius: number, epsilon: number): GuidedFilter {
  const half = shrink(guide, width, height, 2);
  const reach = Math.round(radius / 2);
  return (planes) => {
    const halves = planes.map((plane) => shrink(plane, width, height, 2).plane);
    return borrowing(() => {
      const fine = put(guide);
      const own = put(half.plane);
      const measured = native.measureGrey(own, half.width, half.height, reach, epsilon);
      const target = room(guide.length);
      return eachOf(halves, (plane) => {
        const lines = native.greyLines(put(plane), own, measured, half.width, half.height, reach);
        native.followEnlarged(lines, half.width, half.height, fine, 1, target, width, height);
        return take(target, guide.length);
      });
    });
  };
}

/**
 * A filter along the edges of a colour guide.
 * With `fine`, the same picture in a larger size, it takes planes of `image`'s size and gives them in that of `fine`,
 * along its edges: the linear functions are found small and enlarged (He, Sun, 'Fast guided filter', 2015).
 */
export function colourGuide(image: Image, radius: number, epsilon: number, fine: Image = image): GuidedFilter {
  const { width, height } = image;
  const pixels = fine.width * fine.height;
  return (planes) =>
    borrowing(() => {
      const own = putImage(image);
      const along = fine === image ? own : putImage(fine);
      const measured = native.measureColours(own, width, height, radius, epsilon);
      const target = room(pixels);
      return eachOf(planes, (plane) => {
        const lines = native.colourLines(put(plane), own, measured, width, height, radius);
        if (fine === image) native.followLines(lines, own, 3, target, pixels);
        else native.followEnlarged(lines, width, height, along, 3, target, fine.width, fine.height);
        return take(target, pixels);
      });
    });
}

/** `filter` of each plane, with the memory of one at a time. */
function eachOf(planes: readonly Plane[], filter: (plane: Plane) => Plane): Plane[] {
  return planes.map((plane) => borrowing(() => filter(plane)));
}
