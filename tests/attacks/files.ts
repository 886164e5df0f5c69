/** Five hundred files that are not what a camera makes, built here: the same seed makes the same files. */
import fc from 'fast-check';
import { join } from './file-parts.ts';
import { type Bases, bases, type HostileFile } from './files/base.ts';
import { isoMedia, webps } from './files/containers.ts';
import { jpegs } from './files/jpeg.ts';
import { disguised, others, sized } from './files/other-kinds.ts';
import { pngs } from './files/png.ts';

/** All files; `random` are parts of the pictures changed at random, up to `count` in all. */
export async function hostileFiles(count: number, seed: number): Promise<HostileFile[]> {
  const all = await bases();
  const built = [
    ...jpegs(all),
    ...pngs(all),
    ...webps(all),
    ...isoMedia(all),
    ...others(all),
    ...disguised(all),
    ...sized(all),
  ];
  return [...built, ...mutated(all, Math.max(0, count - built.length), seed)].slice(0, count);
}

/** Parts changed, left out or doubled at random. */
function mutated(all: Bases, count: number, seed: number): HostileFile[] {
  const change = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    length: fc.integer({ min: 1, max: 64 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    how: fc.constantFrom('write', 'write', 'cut', 'double'),
  });
  const arbitrary = fc.record({
    kind: fc.constantFrom(...(Object.keys(all) as (keyof Bases)[])),
    changes: fc.array(change, { minLength: 1, maxLength: 8 }),
    head: fc.boolean(),
  });
  return fc.sample(arbitrary, { numRuns: count, seed }).map(({ kind, changes, head }, index) => {
    const bytes = changes.reduce<Buffer>((file, { at, length, bytes: other, how }) => {
      // Half of them where the headers are.
      const place = Math.floor(at * (head ? Math.min(file.length, 700) : file.length));
      if (how === 'cut') return join(file.subarray(0, place), file.subarray(place + length));
      if (how === 'double') return join(file.subarray(0, place + length), file.subarray(place));
      return join(file.subarray(0, place), other, file.subarray(place + other.length));
    }, all[kind]);
    return { name: `${kind} changed at random, ${index}`, bytes };
  });
}
