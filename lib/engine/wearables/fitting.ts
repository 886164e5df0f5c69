/** Which of the things asked for can be put on, and how much room they need. */
import type { Plane } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Wearable, WearableName } from '../scenes/choice.ts';
import type { PromptReading } from '../scenes/prompt.ts';
import { placeOf } from '../scenes/words.ts';
import { headOf } from './head.ts';

/** Part of the canvas's height that things on the head need above the hair; less than the usual room isn't named. */
const HEADROOM: Partial<Record<WearableName, number>> = {
  beanie: 0.09,
  bunnyears: 0.2,
  catears: 0.1,
  cowboyhat: 0.12,
  crown: 0.1,
  graduationcap: 0.1,
  halo: 0.1,
  partyhat: 0.21,
  santahat: 0.07,
  tophat: 0.16,
  wizardhat: 0.23,
};
const USUAL_HEADROOM = 0.035;

/** What to keep clear above the hair for the tallest of these, as a part of the canvas's height. */
export function headroomFor(wearables: readonly Wearable[]): number {
  return Math.max(USUAL_HEADROOM, ...wearables.map(({ name }) => HEADROOM[name] ?? 0));
}

/** Areas in squares of half a face's width from which on glasses or a hat are there. */
const WORN_GLASSES = 0.05;
const WORN_HEADWEAR = 0.4;
/** What goes well with a hat of one's own. */
const BESIDE_A_HAT = new Set<WearableName>(['halo']);

/**
 * Takes out of a reading what has no place on this person, and says so: nobody's own glasses or hat can come off.
 */
export function withFitting(portrait: Portrait, reading: PromptReading): PromptReading {
  if (reading.wearables.length === 0) return reading;
  const area = headOf(portrait.landmarks).unit ** 2;
  const glasses = sumOf(portrait.regions.glasses) / area > WORN_GLASSES;
  const headwear = sumOf(portrait.regions.headwear) / area > WORN_HEADWEAR;
  const fits = ({ name }: Wearable) => {
    const place = placeOf(name);
    if (place === 'eyes') return !glasses;
    return place !== 'head' || !headwear || BESIDE_A_HAT.has(name);
  };
  return withOnly(reading, reading.wearables.filter(fits));
}

/** Words whose things are all left out go over to those that were not used. */
function withOnly(reading: PromptReading, wearables: readonly Wearable[]): PromptReading {
  const worn = new Set(wearables.map(({ words }) => words));
  const refused = new Set(reading.wearables.map(({ words }) => words).filter((words) => !worn.has(words)));
  return {
    ...reading,
    wearables,
    used: reading.used.filter((text) => !refused.has(text)),
    unused: [...reading.unused, ...reading.used.filter((text) => refused.has(text))],
  };
}

function sumOf(mask: Plane): number {
  return mask.reduce((sum, cover) => sum + cover, 0);
}
