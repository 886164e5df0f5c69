/** Files that never change, compressed once at their best rather than at every request. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const TEXT = /\.(?:css|js|json|svg|txt|wasm)$/;

/** Writes `FILE.br` and `FILE.gz` beside every file of text in a folder and its subfolders. */
export async function compressFolder(folder) {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => TEXT.test(name))
      .map(async (name) => {
        const file = path.join(folder, name);
        const bytes = await readFile(file);
        await Promise.all([
          brotli(bytes).then((small) => writeFile(`${file}.br`, small)),
          gzip(bytes, { level: 9 }).then((small) => writeFile(`${file}.gz`, small)),
        ]);
      }),
  );
}
