/** Filling holes smoothly from what surrounds them. */
import type { Plane } from './image.ts';
import { borrowing, native, put, take } from './native.ts';

/**
 * Each channel with its unknown pixels filled: known where `weights` is 1, unknown where 0, mixed between.
 * Pull-push over an image pyramid (Gortler et al., 'The Lumigraph', 1996).
 */
export function pullPush(channels: readonly Plane[], weights: Plane, width: number, height: number): Plane[] {
  return borrowing(() => {
    const planes = put(...channels);
    native.fill(planes, put(weights), width, height, channels.length);
    return channels.map((_, index) => take(planes + index * weights.byteLength, weights.length));
  });
}
