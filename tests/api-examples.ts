import { execFile, execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { codeSample, LANGUAGES, type Language } from '@/components/developers/code-samples';
import { db } from '@/lib/db';
import type { ApiProduct } from './api-product.ts';
import { portraitFile } from './factories.ts';

/** Each whole program of the documentation, run as it stands where its language is on this machine. */
export function documentationExamples(start: () => ApiProduct): void {
  describe.concurrent('the documentation’s examples', { timeout: 90_000 }, () => {
    const programs: Record<Language, { file: string; command: [string, ...string[]] }> = {
      curl: { file: 'example.sh', command: ['bash', 'example.sh'] },
      TypeScript: { file: 'example.mts', command: [path.resolve('node_modules/.bin/tsx'), 'example.mts'] },
      Python: { file: 'example.py', command: ['python3', 'example.py'] },
      PHP: { file: 'example.php', command: ['php', 'example.php'] },
      Go: { file: 'example.go', command: ['go', 'run', 'example.go'] },
    };
    for (const language of LANGUAGES) {
      const { file, command } = programs[language];
      test.runIf(isHere(command[0]))(`${language}: gets pictures when it is run as it stands`, async () => {
        const folder = await mkdtemp(path.join(os.tmpdir(), 'selfsame-example-'));
        try {
          const { id, key } = await start().person();
          const prompt = 'a "garden" at $5, \\ `dusk`, café ’n’ \'roses\'';
          const request = { prompt, style: 'comic', width: 256, height: 256, safety_checker: true };
          await writeFile(path.join(folder, file), codeSample(language, { url: start().url, key, request }));
          await copyFile(portraitFile, path.join(folder, 'selfie.jpg'));
          const [program, ...args] = command;
          const { stdout } = await promisify(execFile)(program, args, { cwd: folder });
          if (language === 'curl') expect(['success', 'processing']).toContain(JSON.parse(stdout).status);
          else expect((await sharp(path.join(folder, 'avatar-1.png')).metadata()).width).toBe(256);
          expect(await db().generation.count({ where: { ownerId: id, byApi: true, prompt } })).toBe(1);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      });
    }
  });
}

function isHere(program: string): boolean {
  try {
    execFileSync(program, program === 'go' ? ['version'] : ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
