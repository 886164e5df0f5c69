/**
 * The kernel's inner loops in WebAssembly, compiled from `wasm/` by the set-up: they work on vectors and need no check of
 * each index, which makes them several times as fast as the same loops here. Planes are copied in and out; the memory
 * is kept from call to call.
 */
import { KERNEL } from './compiled.ts';
import type { Image, Plane } from './image.ts';

/** Where a block begins in the kernel's memory. */
export type Address = number;

/** What the files of `wasm/` export; documented there. */
type Native = {
  memory: WebAssembly.Memory;
  mark(): Address;
  release(to: Address): void;
  reserve(bytes: number): Address;
  box(source: Address, target: Address, width: number, height: number, radius: number): void;
  threeBoxes(
    source: Address,
    target: Address,
    width: number,
    height: number,
    ...radii: readonly [number, number, number]
  ): void;
  weighted(source: Address, target: Address, width: number, height: number, weights: Address, reach: number): void;
  measureGrey(guide: Address, width: number, height: number, radius: number, epsilon: number): Address;
  greyLines(plane: Address, guide: Address, measured: Address, width: number, height: number, radius: number): Address;
  measureColours(guide: Address, width: number, height: number, radius: number, epsilon: number): Address;
  colourLines(
    plane: Address,
    guide: Address,
    measured: Address,
    width: number,
    height: number,
    radius: number,
  ): Address;
  followLines(lines: Address, guide: Address, channels: number, target: Address, pixels: number): void;
  followEnlarged(
    lines: Address,
    width: number,
    height: number,
    guide: Address,
    channels: number,
    target: Address,
    newWidth: number,
    newHeight: number,
  ): void;
  shrink(source: Address, target: Address, width: number, height: number, factor: number): void;
  halve(source: Address, target: Address, width: number, height: number): void;
  resize(source: Address, target: Address, width: number, height: number, newWidth: number, newHeight: number): void;
  fill(planes: Address, weights: Address, width: number, height: number, count: number): void;
  distanceInside(plane: Address, width: number, height: number): void;
};

const program = new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0)));
export const native = new WebAssembly.Instance(program).exports as Native;

/** Does `work` and gives back all memory that it reserved. */
export function borrowing<Result>(work: () => Result): Result {
  const start = native.mark();
  try {
    return work();
  } finally {
    native.release(start);
  }
}

/** Room for planes of `pixels` each, behind each other. */
export function room(pixels: number, planes = 1): Address {
  return native.reserve(pixels * planes * Float32Array.BYTES_PER_ELEMENT);
}

/** Copies planes of one length in, behind each other. */
export function put(...planes: readonly Plane[]): Address {
  const length = planes[0]?.length ?? 0;
  const at = room(length, planes.length);
  const copies = new Float32Array(native.memory.buffer, at, length * planes.length);
  planes.forEach((plane, index) => {
    copies.set(plane, index * length);
  });
  return at;
}

export function putImage({ channels }: Image): Address {
  return put(...channels);
}

/** Copies a plane of `pixels` out. */
export function take(at: Address, pixels: number): Plane {
  return new Float32Array(native.memory.buffer, at, pixels).slice();
}
