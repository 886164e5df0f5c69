import { SELFIE_MAX_BYTES } from '@/lib/limits';
import type { FaceBox } from '@/lib/views';
import * as m from '@/messages/compiled/create';
import type { FacePoint } from './face-picker';

export type UploadedSelfie = { id: string; width: number; height: number };
export type UploadAnswer =
  | { status: 'ok'; selfie: UploadedSelfie }
  /** `faces`: those among which one can be chosen. */
  | { status: 'error'; message: string; mayRetry: boolean; faces: FaceBox[] }
  | { status: 'stopped' };

/** What can be said of a file before it is sent, or `null`. What it is, only its bytes tell, and the server reads them. */
export function fileProblem(file: File): string | null {
  if (file.size > SELFIE_MAX_BYTES) return m.tooLarge();
  if (file.size === 0) return m.emptyFile();
  return null;
}

/** Between tries at sending what the connection lost. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** A proxy's word that the server behind it can't be reached at the moment. */
const UNREACHED = new Set([0, 502, 504]);

type Upload = {
  /** The same for each try: what arrived before, and whose answer was lost, is not kept twice. */
  id: string;
  /** Which one, where there are several. */
  face: FacePoint | null;
  /** What has been sent, 0–100; `null` while the connection is lost: it goes on by itself. */
  onProgress: (percent: number | null) => void;
  signal: AbortSignal;
};

/** Sends a selfie's bytes, again and again until they arrive or `signal` stops it. */
export async function uploadSelfie(file: File, { id, face, onProgress, signal }: Upload): Promise<UploadAnswer> {
  const query = new URLSearchParams({ id, ...(face && { x: String(face.x), y: String(face.y) }) });
  for (let tries = 0; ; tries++) {
    const answer = await send(file, `/api/selfies?${query}`, { onProgress, signal });
    if (signal.aborted) return { status: 'stopped' };
    if (!UNREACHED.has(answer.status)) return readAnswer(answer.status, answer.body);
    onProgress(null);
    await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0, signal);
    if (signal.aborted) return { status: 'stopped' };
  }
}

/** Names an upload. Not by `randomUUID`, which pages without HTTPS lack. */
export function newUploadId(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

/** One try. XMLHttpRequest, because fetch can't tell how much has been sent. Status 0: no answer came. */
function send(
  file: File,
  address: string,
  { onProgress, signal }: Pick<Upload, 'onProgress' | 'signal'>,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress((event.loaded / event.total) * 100);
    });
    request.addEventListener('loadend', () => resolve({ status: request.status, body: request.response }));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Ends early when the connection comes back, or when `signal` stops it. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

function readAnswer(status: number, body: unknown): UploadAnswer {
  if (typeof body === 'object' && body !== null) {
    if (status === 201 && 'id' in body && typeof body.id === 'string') {
      const side = (name: 'width' | 'height') => {
        const value = (body as Record<string, unknown>)[name];
        return typeof value === 'number' ? value : 0;
      };
      return { status: 'ok', selfie: { id: body.id, width: side('width'), height: side('height') } };
    }
    if ('message' in body && typeof body.message === 'string') {
      // What was said of this photo stays true; what went wrong on our side may not.
      return { status: 'error', message: body.message, mayRetry: status >= 500, faces: readFaces(body) };
    }
  }
  const message = m.notTakenIn();
  return { status: 'error', message, mayRetry: true, faces: [] };
}

function readFaces(body: object): FaceBox[] {
  return 'faces' in body && Array.isArray(body.faces) ? body.faces : [];
}
