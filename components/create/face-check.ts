import { SELFIE_MAX_PIXELS } from '@/lib/limits';
import type { FaceCheck } from '@/lib/views';

/** Bundled by set-up from lib/face-check; it is fetched, with what it needs, for the first photo only. */
const WORKER = '/face-check/worker.js';
/** On a slow line the check would come later than the server's own word. */
const PATIENCE_MS = 15_000;

let worker: Worker | null = null;
/** The worker looks at one photo at a time. */
let line: Promise<unknown> = Promise.resolve();

/**
 * Looks for a face before anything is sent.
 * @returns `null` where this browser can't tell, or not soon enough: the server says then
 */
export function checkFace(photo: Blob): Promise<FaceCheck | null> {
  const next = line.then(() => ask(photo));
  line = next;
  return next;
}

async function ask(photo: Blob): Promise<FaceCheck | null> {
  if (typeof Worker === 'undefined' || !(await isOfUsualSize(photo))) return null;
  worker ??= new Worker(WORKER);
  const asked = worker;
  return new Promise((resolve) => {
    const settle = (found: FaceCheck | null) => {
      clearTimeout(timer);
      asked.removeEventListener('message', onMessage);
      asked.removeEventListener('error', onError);
      resolve(found);
    };
    const onMessage = ({ data }: MessageEvent<FaceCheck | null>) => settle(data);
    // A worker that is late or broken is not asked again: its answer would be taken for that of the next photo.
    const onError = () => {
      asked.terminate();
      worker = null;
      settle(null);
    };
    const timer = setTimeout(onError, PATIENCE_MS);
    asked.addEventListener('message', onMessage);
    asked.addEventListener('error', onError);
    asked.postMessage(photo);
  });
}

/** By its header alone: a picture larger than any photo is not decoded here. */
async function isOfUsualSize(photo: Blob): Promise<boolean> {
  const url = URL.createObjectURL(photo);
  try {
    const image = new Image();
    const known = new Promise((resolve, reject) => {
      image.addEventListener('load', resolve);
      image.addEventListener('error', reject);
    });
    image.src = url;
    await known;
    return image.naturalWidth * image.naturalHeight <= SELFIE_MAX_PIXELS;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}
