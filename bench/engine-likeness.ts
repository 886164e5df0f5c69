/**
 * Whether a likeness means something: for each style, whether it tells one or not, how often the selfie's own face is the nearest of
 * all test faces to its avatar. `npm run build`, then `npx tsx bench/engine-likeness.ts`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createEngine, ENGINE_STYLES, LIKENESS_STYLES } from '../lib/engine/engine.ts';
import { FACES, type FaceName } from '../tests/faces.ts';

/** Different people, sexes, skins and hair; whole photos of at least 200 pixels. */
const PEOPLE: FaceName[] = [
  ...(['astronaut', 'shortBeard', 'auburnHair', 'braids', 'longHairHands', 'glassesBeard'] as const),
  ...(['fringe', 'bald', 'darkStudio', 'longStraightHair', 'cap', 'fullBeard'] as const),
];
/** The part of the avatars whose own selfie must be the nearest. */
const LEAST_SHARE = 11 / 12;

const engine = createEngine({
  threadFile: path.resolve('dist/engine-thread.js'),
  modelsDir: path.resolve('lib/engine/models'),
  threads: 1,
});
const selfies = await Promise.all(PEOPLE.map(async (name) => ({ name, photo: await readFile(FACES[name]) })));
let failed = false;
for (const style of ENGINE_STYLES) {
  const told = LIKENESS_STYLES.some((meaningful) => meaningful === style);
  const own: number[] = [];
  const missed: string[] = [];
  const unseen: string[] = [];
  for (const { name, photo } of selfies) {
    const { picture } = await engine.draw({
      ...{ photo, style, prompt: '', negativePrompt: '', background: 'scene', width: 512, height: 768 },
      ...{ seed: 1, steps: 31, faceStrength: 1, guidance: 7.5 },
    });
    const scores = new Map<string, number>();
    for (const other of selfies) scores.set(other.name, (await engine.likeness(other.photo, picture)) ?? -1);
    const ownScore = scores.get(name) ?? -1;
    if (ownScore < 0) unseen.push(name);
    else own.push(ownScore);
    const [nearest] = [...scores].filter(([other]) => other !== name).sort(([, a], [, b]) => b - a);
    if (ownScore < 0 || (nearest && nearest[1] >= ownScore)) missed.push(`${name} ${ownScore}, ${nearest?.join(' ')}`);
  }
  const share = 1 - missed.length / selfies.length;
  failed ||= told && share < LEAST_SHARE;
  const scores = own.sort((a, b) => a - b);
  console.log(
    `${style.padEnd(10)} own selfie nearest: ${selfies.length - missed.length} of ${selfies.length}`,
    `(likeness ${scores[0]}–${scores.at(-1)})`,
    told ? (share < LEAST_SHARE ? 'FAIL' : 'PASS') : 'not told to anyone',
    unseen.length > 0 ? `no face seen in ${unseen.length};` : '',
    missed.join('; '),
  );
}
await engine.close();
process.exit(failed ? 1 : 0);
