/** For `bench/engine.ts`, in a process of its own: what no better drawing can save. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { chooseFace } from '../lib/engine/portrait/find.ts';
import { decodePhoto, pyramidOf } from '../lib/engine/portrait/photo.ts';
import { segmentPhoto } from '../lib/engine/portrait/segment.ts';
import { loadNetworks, setModelsFolder } from '../lib/engine/portrait/tfjs.ts';

/** Decodes, runs the networks as a drawing does, and encodes, without any drawing. @returns milliseconds */
async function networksAlone(file: string): Promise<number> {
  const start = performance.now();
  setModelsFolder(path.resolve('lib/engine/models'));
  const [photo, networks] = await Promise.all([decodePhoto(await readFile(file)), loadNetworks()]);
  const levels = pyramidOf(photo);
  chooseFace(photo, levels, networks, undefined);
  // Once for the whole photo, once for what is framed.
  segmentPhoto(levels, networks.segmenter);
  segmentPhoto(levels, networks.segmenter);
  await sharp(file).resize(512, 768).png({ compressionLevel: 6 }).toBuffer();
  return performance.now() - start;
}

process.on('message', async (file) => {
  process.send?.(await networksAlone(String(file)));
});
