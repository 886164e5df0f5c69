/**
 * The face check as a browser's worker. `setup.mjs` bundles it, and puts the weights and WebAssembly that it loads
 * beside it. A message is a photo; the answer is what was found, or `null` where this browser can't look.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import type { Photo } from '../engine/portrait/photo.ts';
import type { Network } from '../engine/portrait/tfjs.ts';
import type { FaceCheck } from '../views.ts';
import { checkPhoto } from './check.ts';

/** Longest side that is looked at, in pixels: as in the engine. */
const MAX_SIDE = 1600;

let loading: Promise<Network> | null = null;

async function load(): Promise<Network> {
  // Threads would need a page isolated from all others; one face needs none.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(new URL('.', self.location.href).href);
  const [model] = await Promise.all([
    loadGraphModel(new URL('blazeface-back.json', self.location.href).href),
    tf.setBackend('wasm'),
  ]);
  await tf.ready();
  return {
    run: (input, side, outputs) =>
      tf.tidy(() => {
        const result = model.execute(tf.tensor4d(input, [1, side, side, 3]), [...outputs]);
        return (Array.isArray(result) ? result : [result]).map((output) => Float32Array.from(output.dataSync()));
      }),
  };
}

/** Upright, on white, at most `MAX_SIDE` long. @throws where the browser can't decode it */
async function decode(file: Blob): Promise<Photo> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    for (let channel = 0; channel < 3; channel++) pixels[to + channel] = data[from + channel] as number;
  }
  return { width, height, pixels };
}

async function answer(file: Blob): Promise<FaceCheck | null> {
  try {
    // Of an animation the server says that it is one.
    if ((await file.slice(0, 4).text()) === 'GIF8') return null;
    loading ??= load();
    const [photo, detector] = await Promise.all([decode(file), loading]);
    return checkPhoto(photo, detector);
  } catch {
    // Without WebAssembly, a canvas or a connection, or with a file that isn't a photo: the server says.
    loading = null;
    return null;
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void answer(data).then((found) => self.postMessage(found));
});
