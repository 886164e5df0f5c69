/**
 * The whole of the generated attacks, of which the tests send a part: `npx tsx bench/attacks.ts [SEED]`. Starts the built
 * product (run `npm run build` first). 1,000 bodies to every action and route, then 600 files as selfies. Ends with 1 for
 * any fault.
 */
import { readFile } from 'node:fs/promises';
import { faultOf, hostileBodies } from '../tests/attacks/bodies.ts';
import { hostileFiles } from '../tests/attacks/files.ts';
import { createMember, createOwner } from '../tests/attacks/people.ts';
import { findActions } from '../tests/attacks/routes.ts';
import { probesOf } from '../tests/attacks/table.ts';
import { startTarget, webMemory } from '../tests/attacks/target.ts';
import { sendFile } from '../tests/attacks/uploads.ts';
import { portraitFile } from '../tests/factories.ts';
import { quantile } from './figures.ts';

const BODIES = 1000;
const FILES = 600;
const MEMORY_RATIO_MAX = 2;
const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));

const target = await startTarget({ WORKERS: '0' });
const { url } = target;
const faults: string[] = [];
try {
  console.log(`     seed ${seed}`);
  const attacker = await createOwner();
  const context = { actions: await findActions(), probes: probesOf(attacker, url), person: attacker, url };
  for (const body of hostileBodies(context, BODIES, seed)) await note(() => faultOf(url, body), body.name);

  const { cookie } = await createMember();
  const honest = await sendFile(url, { name: 'a selfie', bytes: await readFile(portraitFile) }, cookie);
  if (honest.status !== 201) throw new Error(`An honest selfie was answered with ${honest.status}.`);
  const { now } = await webMemory(target);
  const statuses = new Map<number, number>();
  const times: number[] = [];
  for (const file of await hostileFiles(FILES, seed)) {
    await note(async () => {
      const outcome = await sendFile(url, file, cookie);
      statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
      times.push(outcome.ms);
      return outcome.faults.join('; ') || null;
    }, file.name);
  }
  const health = await fetch(`${url}/api/health`);
  if (health.status !== 200) faults.push(`health: HTTP ${health.status}`);
  const answers = [...statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
  console.log(
    `     files ${answers}; the slowest took ${Math.round(quantile(times, 1))} ms, half ${Math.round(quantile(times, 0.5))} ms`,
  );
  const ratio = (await webMemory(target)).peak / now;
  const fatal = faults.filter((fault) => /HTTP 5\d\d/.test(fault)).length;
  const leaked = faults.filter((fault) => /tells|payload|keeps/.test(fault)).length;
  const ok = faults.length === 0 && ratio < MEMORY_RATIO_MAX;
  console.log(
    `${ok ? 'ok  ' : 'MISS'} rounds ${BODIES + FILES}, faults ${faults.length}, 500s ${fatal}, leaked ${leaked}, peak memory ratio ${ratio.toFixed(2)} (target < ${MEMORY_RATIO_MAX})`,
  );
  process.exitCode = ok ? 0 : 1;
} finally {
  await target.stop();
}
// The queue's connections would go on for what isn't there any more.
process.exit();

/** Keeps and tells what is wrong; an answer that never comes is. */
async function note(attack: () => Promise<string | null>, name: string): Promise<void> {
  const fault = await attack().catch((error) => `${name}: ${error}`);
  if (fault === null) return;
  faults.push(fault);
  console.log(`     ${fault}`);
}
