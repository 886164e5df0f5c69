/**
 * `npm run licences`: what of others an installation runs or sends to browsers, by licence. Ends with 1 when something
 * is neither permissive nor named in lib/third-party.ts with the reason why it may ship.
 */
import { listThirdParty, type ThirdParty } from '../lib/third-party.ts';

const all = await listThirdParty();

function count(words: (each: ThirdParty) => string | null): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of all.map(words)) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

for (const [licence, packages] of count(({ licence }) => licence)) console.log(`${packages} × ${licence}`);
for (const [reason, packages] of count(({ reason }) => reason?.() ?? null))
  console.log(`Named, ${packages} × ${reason}`);
const refused = all.filter(({ verdict }) => verdict === 'refused');
for (const { name, version, licence } of refused) console.error(`Not permissive: ${name} ${version}, ${licence}`);
if (refused.length > 0) process.exit(1);
console.log(`${all.length} packages, and nothing else that isn’t permissive.`);
