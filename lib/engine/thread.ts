/** What runs in each thread of the engine's pool: one task at a time, from a photo's bytes to an answer. */
import type { MessagePort } from 'node:worker_threads';
import sharp from 'sharp';
import { cutOut } from './cut-out.ts';
import type { Drawing, DrawRequest, EngineStyle } from './engine.ts';
import { EngineError, type EngineErrorCode } from './errors.ts';
import type { Face, FacePoint, Inspection } from './face.ts';
import { clamp, type Plane } from './kernel/image.ts';
import { likenessOf } from './likeness.ts';
import { usualFaceHeight } from './portrait/frame.ts';
import type { Portrait } from './portrait/portrait.ts';
import { findFace, readPortrait } from './portrait/read.ts';
import { setModelsFolder } from './portrait/tfjs.ts';
import { readPrompt } from './scenes/prompt.ts';
import { drawAnime } from './styles/anime.ts';
import { drawChibi } from './styles/chibi.ts';
import { drawComic } from './styles/comic.ts';
import { drawRealistic } from './styles/realistic.ts';
import type { StyleOptions, StylePicture } from './styles/style.ts';
import { drawThreeD } from './styles/three-d.ts';
import { upscale } from './upscale.ts';
import { headroomFor, withFitting } from './wearables/fitting.ts';

export type InspectTask = { kind: 'inspect'; photo: Uint8Array; face?: FacePoint };
export type DrawTask = { kind: 'draw'; request: DrawRequest };
export type LikenessTask = { kind: 'likeness'; selfie: Uint8Array; avatar: Uint8Array };
export type PictureTask = { kind: 'upscale' | 'cutOut'; picture: Uint8Array };
export type Task = InspectTask | DrawTask | LikenessTask | PictureTask;
/** What each kind of task is answered with. */
export type Answers = {
  inspect: Inspection;
  draw: Drawing;
  likeness: number | null;
  upscale: Uint8Array;
  cutOut: Uint8Array;
};
/** `port` carries progress, fractions 0–1, to the one who asked; it closes when the thread dies. */
export type ThreadTask = Task & { modelsDir: string; port: MessagePort };

/** A refusal crosses the thread's border as its parts: an error would lose its class on the way. */
export type ThreadAnswer =
  | { status: 'done'; value: Answers[keyof Answers] }
  | { status: 'refused'; code: EngineErrorCode; faces: readonly Face[] };

// The pool's threads are the parallelism; one sharp call never spreads over several.
sharp.concurrency(1);
// No picture is asked for twice in the same words, so nothing that sharp remembers is ever used.
sharp.cache(false);

const STYLES: Record<EngineStyle, (portrait: Portrait, options: StyleOptions) => Promise<StylePicture>> = {
  realistic: drawRealistic,
  anime: drawAnime,
  '3d': drawThreeD,
  chibi: drawChibi,
  comic: drawComic,
};

/** Canvas pixels per avatar pixel by the quality that was asked for. */
const SCALE_OF_STEPS = { 21: 1, 31: 1, 41: 1.5 } as const;
/** Brushes are made for a face as large as here; smaller avatars are drawn up to twice as large, then reduced. */
const USUAL_AVATAR = { width: 512, height: 768 };
const MAX_ENLARGEMENT = 2;
/** Fractions of a drawing's time that pass with reading the portrait and with drawing it; the rest is encoding. */
const PROGRESS = { start: 0.02, read: 0.4, drawn: 0.95 } as const;

/** @throws whatever is not a refusal: the engine calls that a crash */
export default async function runTask(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    setModelsFolder(task.modelsDir);
    const report = (fraction: number) => task.port.postMessage(fraction);
    return { status: 'done', value: await answer(task, report) };
  } catch (error) {
    if (error instanceof EngineError) return { status: 'refused', code: error.code, faces: error.faces };
    throw error;
  }
}

function answer(task: Task, report: (fraction: number) => void): Promise<Answers[keyof Answers]> {
  switch (task.kind) {
    case 'inspect':
      return findFace(task.photo, task.face);
    case 'draw':
      return draw(task.request, report);
    case 'likeness':
      return likenessOf(task.selfie, task.avatar);
    case 'upscale':
      return upscale(task.picture);
    case 'cutOut':
      return cutOut(task.picture);
  }
}

async function draw(request: DrawRequest, report: (fraction: number) => void): Promise<Drawing> {
  const { photo, face, style, prompt, negativePrompt, background, seed, steps, faceStrength, guidance } = request;
  const { width, height } = request;
  const reading = readPrompt(prompt, seed, { negativePrompt, guidance });
  report(PROGRESS.start);
  // A chibi makes room for hats itself.
  const headroom = style === 'chibi' ? 0 : headroomFor(reading.wearables);
  const size = { width, height, scale: scaleOf(width, height, steps), headroom };
  const portrait = await readPortrait(photo, size, face);
  const { used, unused, ...scene } = withFitting(portrait, reading);
  report(PROGRESS.read);
  const onProgress = (fraction: number) => report(PROGRESS.read + (PROGRESS.drawn - PROGRESS.read) * clamp(fraction));
  const drawn = await STYLES[style](portrait, { scene, background, seed, faceStrength, guidance, onProgress });
  report(PROGRESS.drawn);
  const picture = await encode(drawn, width, height);
  return { picture, width, height, seed, used, unused };
}

function scaleOf(width: number, height: number, steps: DrawRequest['steps']): number {
  const enlargement = usualFaceHeight(USUAL_AVATAR.width, USUAL_AVATAR.height) / usualFaceHeight(width, height);
  return SCALE_OF_STEPS[steps] * clamp(enlargement, 1, MAX_ENLARGEMENT);
}

/** PNG at the avatar's size, without metadata; the same image gives the same bytes. */
async function encode({ image, alpha }: StylePicture, width: number, height: number): Promise<Uint8Array> {
  const planes = alpha === null ? image.channels : [...image.channels, alpha];
  const channels = alpha === null ? 3 : 4;
  const pixels = new Uint8Array(image.width * image.height * channels);
  planes.forEach((values, channel) => {
    setChannel(pixels, values, channel, channels);
  });
  return sharp(pixels, { raw: { width: image.width, height: image.height, channels } })
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Writes one of `channels` interleaved channels. */
function setChannel(pixels: Uint8Array, values: Plane, channel: number, channels: number): void {
  for (let i = 0; i < values.length; i++) pixels[i * channels + channel] = clamp(values[i] as number) * 255 + 0.5;
}
