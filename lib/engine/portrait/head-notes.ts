/** What is noted on the head before the colours of its parts are learned. */
import { againstFace, skinInAnyLight } from './against-face.ts';
import { type Grid, quantile } from './region-grid.ts';
import { isBesideEar } from './region-places.ts';
import { HAIR, SKIN } from './region-priors.ts';

/** The part of certain hair that may have a colour that only cloth has. */
const FEW_DYED = 0.1;
/** Skin beside an ear, in squared face heights, that is a hand. */
const LEAST_HAND = 0.03;
/** The person's mask must reach this. */
const SURE = 0.5;

/** Notes on the head what certain hair says about the colours of the rest. */
export function noteHair(grid: Grid, seeds: Int8Array): void {
  const { isClothColour } = againstFace(grid);
  const hair = [...seeds.keys()].filter((i) => seeds[i] === HAIR);
  if (hair.length === 0) return;
  grid.head.usualHair = hair.filter(isClothColour).length < FEW_DYED * hair.length;
  grid.head.lightestHair = quantile(grid.oklab.channels[0], hair, 0.98);
}

/** Notes on the head beside which cheek there is a patch of skin: a raised hand. */
export function noteHands(grid: Grid, face: Int8Array): void {
  const isSkin = skinInAnyLight(grid, (i) => face[i] === SKIN);
  const { alpha, head } = grid;
  const patch = { left: 0, right: 0 };
  for (let i = 0; i < alpha.length; i++) {
    const isThere = (alpha[i] as number) > SURE && isBesideEar(head, i);
    if (isThere && isSkin(i)) patch[(head.u[i] as number) < 0 ? 'left' : 'right']++;
  }
  const least = LEAST_HAND * head.frame.faceHeight ** 2;
  head.hands = { left: patch.left > least, right: patch.right > least };
}
