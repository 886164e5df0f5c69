/** What is taken for hair must hang together with the head. */
import type { Plane } from '../kernel/image.ts';
import { CLOTHING, HAIR, type HeadMap, NECK } from './region-priors.ts';
import type { Parts } from './regions.ts';

/** Down to here (head units) hair may show beside the neck without a visible way to the scalp. */
const BESIDE_NECK = 0.6;

/** Hands what looks like hair but is not connected to the scalp to the clothing (or neck) below the chin, in place. */
export function tidyHair(parts: Parts, head: HeadMap, width: number, height: number): void {
  const hair = parts[HAIR];
  const connected = connectedHair(hair, head, width, height);
  for (let i = 0; i < hair.length; i++) {
    if (connected[i] === 1 || (head.v[i] as number) < BESIDE_NECK) continue;
    const astray = hair[i] as number;
    if (astray <= 0) continue;
    const to = (parts[NECK][i] as number) > (parts[CLOTHING][i] as number) ? NECK : CLOTHING;
    parts[to][i] = Math.min(1, (parts[to][i] as number) + astray);
    hair[i] = 0;
  }
}

/** Marks hair that can be reached from around head and neck without leaving it. */
function connectedHair(hair: Plane, { u, v, frame }: HeadMap, width: number, height: number): Uint8Array {
  const reached = new Uint8Array(hair.length);
  const open = new Int32Array(hair.length);
  let count = 0;
  const visit = (i: number) => {
    if (reached[i] === 1 || (hair[i] as number) < 0.3) return;
    reached[i] = 1;
    open[count++] = i;
  };
  for (let i = 0; i < hair.length; i++) {
    if ((v[i] as number) < BESIDE_NECK && Math.abs(u[i] as number) < frame.halfWidth + 0.6) visit(i);
  }
  while (count > 0) {
    const i = open[--count] as number;
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < (height - 1) * width) visit(i + width);
  }
  return reached;
}
