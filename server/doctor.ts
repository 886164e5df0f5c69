/**
 * `npm run doctor`: compares records and files both ways and says what it found; with `-- --repair` puts it right, and
 * with `--repair --even-most` also where most of either would go. Ends with 1 while something is wrong.
 */
import { checkFiles, type StorageReport } from '../lib/storage-check.ts';
import { operate } from './operator.ts';

/** Names told of each kind; the count tells the rest. */
const SHOWN = 10;

const FINDINGS: [keyof StorageReport, string, string][] = [
  ['orphans', 'files without a record', 'removed'],
  ['leftovers', 'interrupted writes', 'removed'],
  ['lost', 'records without their picture', 'removed'],
  ['thumbnails', 'missing thumbnails', 'made again'],
  ['unknown', 'files that are not ours', 'left alone'],
];

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--repair' && arg !== '--even-most');
if (unknown !== undefined) {
  console.error(`Unknown option ${unknown}. Usage: npm run doctor [-- --repair [--even-most]]`);
  process.exit(1);
}

await operate(async () => {
  const report = await checkFiles({ repair: args.includes('--repair'), evenMost: args.includes('--even-most') });
  console.log(`${report.records} records, ${report.files} files, ${(report.bytes / 1e6).toFixed(1)} MB`);
  let wrong = 0;
  for (const [finding, words, done] of FINDINGS) {
    const names = report[finding] as string[];
    if (names.length === 0) continue;
    if (finding !== 'unknown' && !report.repaired) wrong += names.length;
    console.log(`${names.length} ${words}${report.repaired ? `, ${done}` : ''}:`);
    for (const name of names.slice(0, SHOWN)) console.log(`  ${name}`);
    if (names.length > SHOWN) console.log(`  and ${names.length - SHOWN} more`);
  }
  if (wrong > 0) throw new Error('Run `npm run doctor -- --repair` to put this right.');
  console.log('Records and files agree.');
});
