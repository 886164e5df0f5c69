/** Places around a face that tell by themselves what can be there. */
import { CLOTHING, type HeadMap, isOnEar, NECK, neckMiddle, OPEN, SKIN, TURNED } from './region-priors.ts';

/** Where a hat ends and ears begin, in head units. */
const BELOW_HAT = [-0.5, -0.25] as const;

/** Whether a pixel lies where an ear can be: its skin is often redder and darker than the face. */
export function isEar({ u, v, oval, frame }: HeadMap, i: number): boolean {
  return (oval[i] as number) < 0.5 && isOnEar(frame, u[i] as number, v[i] as number);
}

/** Whether a pixel lies above the ears beside a covered head: where a hat ends. */
export function isBesideHat({ u, v, oval, crown, frame }: HeadMap, i: number): boolean {
  const outwards = Math.abs(u[i] as number) - frame.halfWidth;
  const beside = (v[i] as number) < -0.36 && outwards > 0 && outwards < 0.25;
  return crown === 'covered' && beside && (oval[i] as number) < 0.5;
}

/** Whether a pixel lies beside the cheek, further out than the face goes on beyond its mesh, and is no ear. */
export function isBesideCheek({ u, v, oval, frame }: HeadMap, i: number): boolean {
  const [across, down] = [u[i] as number, v[i] as number];
  const beside = down > -0.25 && Math.abs(across) > frame.halfWidth + 0.05 && (oval[i] as number) < 0.5;
  return beside && (across * frame.turn > 0 || !isOnEar(frame, across, down));
}

/** Whether a pixel's place leaves no doubt that it is `SKIN`, `NECK` or `CLOTHING`; else `OPEN`. */
export function certainClass({ u, v, inner, features, frame }: HeadMap, i: number): number {
  const down = v[i] as number;
  const aside = Math.abs((u[i] as number) - neckMiddle(frame));
  if ((inner[i] as number) > 0.5 && (features[i] as number) < 0.1) return SKIN;
  if (down > 0.56 && down < 0.72 && aside < 0.14) return NECK;
  return down > 1 ? CLOTHING : OPEN;
}

/** Whether what lies there is a brim in whatever colour: no hand was seen below. */
export function isBrim(head: HeadMap, i: number): boolean {
  return isBesideHat(head, i) && !head.hands[(head.u[i] as number) < 0 ? 'left' : 'right'];
}

/** Whether a pixel lies on a side of the face where a raised hand was seen, and not the ear and neck of a turned head. */
export function isOnHandSide({ u, hands, frame }: HeadMap, i: number): boolean {
  const across = u[i] as number;
  return hands[across < 0 ? 'left' : 'right'] && (Math.abs(frame.turn) < TURNED || across * frame.turn > 0);
}

/** Whether a pixel lies beside a covered head above its ears, away from any hand: nothing is bare there. */
export function isBelowHat(head: HeadMap, i: number): boolean {
  const down = head.v[i] as number;
  const beside = down > BELOW_HAT[0] && down < BELOW_HAT[1] && (head.oval[i] as number) < 0.5;
  return head.crown === 'covered' && beside && !isOnHandSide(head, i);
}

/** Whether a pixel lies further beside the face than ears do, where only a raised hand has skin. */
export function isBesideEar({ u, v, frame }: HeadMap, i: number): boolean {
  const outwards = Math.abs(u[i] as number) - frame.halfWidth;
  return (v[i] as number) > -0.35 && (v[i] as number) < 0.3 && outwards > 0.2 && outwards < 0.8;
}

/** Whether a pixel lies next to the jaw, where only long hair, a hood or the background can be. */
export function isBesideJaw(head: HeadMap, i: number): boolean {
  return isBeside(head, i, 0, 0.32);
}

/** Whether a pixel lies next to the neck below it: long hair goes on there, other hair has ended. */
export function isBesideNeck(head: HeadMap, i: number): boolean {
  return isBeside(head, i, 0.32, 0.5);
}

/** Whether a pixel lies next to the temples, where hair is if there is any. */
export function isBesideTemple(head: HeadMap, i: number): boolean {
  return isBeside(head, i, -0.35, 0.1);
}

function isBeside({ u, v, frame }: HeadMap, i: number, from: number, to: number): boolean {
  const outwards = Math.abs(u[i] as number) - frame.halfWidth;
  return (v[i] as number) > from && (v[i] as number) < to && outwards > 0.03 && outwards < 0.35;
}
