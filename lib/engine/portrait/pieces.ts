/** Connected pixels. */

/**
 * Spreads over neighbours to the sides, above and below that are a part of the same, and notes them in `seen`.
 * @param from pixels to begin with, whatever they are
 * @returns them and all that were reached
 */
export function spread(
  from: readonly number[],
  isPart: (i: number) => boolean,
  width: number,
  seen: Uint8Array,
): number[] {
  const piece = [...from];
  for (const i of piece) seen[i] = 1;
  for (let at = 0; at < piece.length; at++) {
    const i = piece[at] as number;
    const x = i % width;
    for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (next < 0 || next >= seen.length || seen[next] === 1 || !isPart(next)) continue;
      seen[next] = 1;
      piece.push(next);
    }
  }
  return piece;
}
