/** A chibi's head as wearables need to know it. */

import { POINT } from '../portrait/face-lines.ts';
import type { Landmark, Portrait } from '../portrait/portrait.ts';
import type { Wearable, WearableName } from '../scenes/choice.ts';
import { headroomFor } from '../wearables/fitting.ts';
import type { Wearer } from '../wearables/wearer.ts';
import type { HeadShape } from './chibi-shape.ts';
import { EYES } from './features.ts';

/** Where a drawn head lies: its own units to canvas pixels, tilted by `lean` degrees about its chin. */
export type HeadPlace = { x: number; y: number; unit: number; lean: number; top: number; width: number };

/** The level of the forehead's upper end and of the cheeks, in the head's units. */
const FOREHEAD = -29;
const CHEEKS = 4;
/** From the chin down to the collar, in the head's units. */
const NECK = 15;
/** Half the height of an eye in life against half of a face's width. */
const EYE_IN_LIFE = 0.29;

/** A hundredth of a face's height on a usual canvas, in parts of its height; drawn heads are this much wider. */
const USUAL_UNIT = 0.003;
const WIDER = 1.2;

/** What the widest brims measure across, in the head's units. */
const BRIM: Partial<Record<WearableName, number>> = { cowboyhat: 225, wizardhat: 205, tophat: 180 };

/** The room that things on the head need above the hair, and across; in the head's units. */
export function chibiRoomFor(wearables: readonly Wearable[]): { above: number; across: number } {
  return {
    above: ((headroomFor(wearables) - headroomFor([])) / USUAL_UNIT) * WIDER,
    across: Math.max(0, ...wearables.map(({ name }) => BRIM[name] ?? 0)),
  };
}

/** The points that things are fitted to, at their drawn places; the head is drawn from the front, so none has depth. */
export function chibiWearer({ width, height, scale }: Portrait, shape: HeadShape, place: HeadPlace): Wearer {
  const { unit, lean } = place;
  const [cosine, sine] = [Math.cos((lean * Math.PI) / 180), Math.sin((lean * Math.PI) / 180)];
  const pivot = shape.chin - 8;
  const at = (u: number, v: number): Landmark => [
    place.x + unit * (u * cosine - (v - pivot) * sine),
    place.y + unit * (pivot + u * sine + (v - pivot) * cosine),
    0,
  ];
  const landmarks = Array.from({ length: POINTS }, () => at(0, shape.eyeLevel));
  const put = (index: number | undefined, u: number, v: number) => {
    if (index !== undefined) landmarks[index] = at(u, v);
  };
  put(POINT.leftCheek, -shape.halfWidth, CHEEKS);
  put(POINT.rightCheek, shape.halfWidth, CHEEKS);
  put(POINT.forehead, 0, FOREHEAD);
  put(POINT.chin, 0, shape.chin);
  EYES.forEach(({ upperLid }, index) => {
    const side = index === 0 ? -1 : 1;
    put(upperLid[0], side * (shape.eyeApart + shape.eyeHalfWidth), shape.eyeLevel);
    put(upperLid[8], side * (shape.eyeApart - shape.eyeHalfWidth), shape.eyeLevel);
  });
  return {
    ...{ width, height, scale, landmarks },
    hairRise: (FOREHEAD - place.top) * unit,
    hairSides: Math.min(0.2 * shape.halfWidth, place.width / 2 - shape.halfWidth) * unit,
    neckLength: NECK * unit,
    eyeHeight: shape.eyeHalfHeight / shape.halfWidth / EYE_IN_LIFE,
  };
}

/** The face mesh's. */
const POINTS = 478;
