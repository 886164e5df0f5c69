/** Exact Euclidean distance (Felzenszwalb & Huttenlocher, 'Distance transforms of sampled functions', 2012). */
import type { Plane } from './image.ts';
import { borrowing, native, put, take } from './native.ts';

/**
 * For each pixel inside (mask ≥ 0.5) the distance in pixels to the nearest one outside; 0 outside.
 * A mask without an outside gives 10 000 everywhere.
 */
export function distanceInside(mask: Plane, width: number, height: number): Plane {
  return borrowing(() => {
    const at = put(mask);
    native.distanceInside(at, width, height);
    return take(at, mask.length);
  });
}
