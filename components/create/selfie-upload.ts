import { SELFIE_MAX_BYTES } from '@/lib/limits';

import type { FaceBox, FacePoint } from './face-picker';

export type UploadedSelfie = { id: string; width: number; height: number };
export type UploadAnswer =
  | { status: 'ok'; selfie: UploadedSelfie }
  /** `faces`: those among which one can be chosen. */
  | { status: 'error'; message: string; mayRetry: boolean; faces: FaceBox[] }
  | { status: 'stopped' };

const INTERRUPTED = 'The upload was interrupted. Check your connection, then try again.';

/** What can be said of a file before it is sent, or `null`. What it is, only its bytes tell, and the server reads them. */
export function fileProblem(file: File): string | null {
  if (file.size > SELFIE_MAX_BYTES) return 'That photo is larger than 20 MB. Choose a smaller one.';
  if (file.size === 0) return 'That file is empty. Choose another photo.';
  return null;
}

/** Sends a selfie's bytes. XMLHttpRequest, because fetch can't tell how much has been sent. */
export function uploadSelfie(
  file: File,
  { face, onProgress, signal }: { face: FacePoint | null; onProgress: (percent: number) => void; signal: AbortSignal },
): Promise<UploadAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const which = face === null ? '' : `?${new URLSearchParams({ x: String(face.x), y: String(face.y) })}`;
    request.open('POST', `/api/selfies${which}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress((event.loaded / event.total) * 100);
    });
    request.addEventListener('load', () => resolve(readAnswer(request.status, request.response)));
    request.addEventListener('error', () =>
      resolve({ status: 'error', message: INTERRUPTED, mayRetry: true, faces: [] }),
    );
    request.addEventListener('abort', () => resolve({ status: 'stopped' }));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
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
  const message = 'The photo could not be taken in. Please try again in a moment.';
  return { status: 'error', message, mayRetry: true, faces: [] };
}

function readFaces(body: object): FaceBox[] {
  return 'faces' in body && Array.isArray(body.faces) ? body.faces : [];
}
