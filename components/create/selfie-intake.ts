'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { FaceBox, FaceCheck } from '@/lib/views';
import * as createTexts from '@/messages/compiled/create';
import * as m from '@/messages/compiled/failures';
import { checkFace } from './face-check';
import type { FacePoint } from './face-picker';
import { isHeic, jpegFromHeic } from './heic';
import { forgetPhoto, type KeptPhoto, keepPhoto, keptPhoto } from './kept-photo';
import { fileProblem, newUploadId, type UploadedSelfie, uploadSelfie } from './selfie-upload';
import { takeSharedPhoto } from './shared-photo';

export type Intake =
  | { status: 'idle' }
  | { status: 'opening' }
  | { status: 'checking'; preview: string }
  /** `percent`: `null` while the connection is lost. */
  | { status: 'sending'; percent: number | null; preview: string }
  /** What can still be done with the photo, where something can: sent unchecked, or sent once more. */
  | { status: 'failed'; message: string; file: File | null; again: 'unchecked' | 'same' }
  | { status: 'choosing'; file: File; faces: readonly FaceBox[] };

export type TakeOptions = {
  /** Which one is meant, of several. */
  face?: FacePoint | null;
  /** Leaves the page's own look at the photo out: the server has the last word. */
  unchecked?: boolean;
  /** Of an upload that was begun before. */
  id?: string;
};

/** What the page's own look at a photo says. */
const REFUSALS: Record<NonNullable<FaceCheck['refusal']>, () => string> = {
  no_face: m.noFace,
  face_too_small: m.faceTooSmall,
  face_cut_off: m.faceCutOff,
  face_too_dark: m.faceTooDark,
  face_blurred: m.faceBlurred,
};
const ADVICE: Record<NonNullable<FaceCheck['advice']>, () => string> = {
  bright: m.adviceBright,
  shoulders: m.adviceShoulders,
};

/**
 * A photo's way from the person to the server: opened, looked at, sent, taken in or refused. It is kept until then, and
 * goes on after a reload.
 */
export function useSelfieIntake({
  onTaken,
  onTaking,
}: {
  onTaken: (id: string) => void;
  /** A photo is on its way; resolves once it was taken in, refused or stopped. */
  onTaking: (taken: Promise<void>) => void;
}) {
  const [intake, setIntake] = useState<Intake>({ status: 'idle' });
  const [taken, setTaken] = useState<UploadedSelfie[]>([]);
  const [advice, setAdvice] = useState<string | null>(null);
  const running = useRef<AbortController>(null);

  async function run(given: File, { face = null, unchecked = face !== null, id = newUploadId() }: TakeOptions) {
    stop();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const fail = (message: string, file: File | null, again: 'unchecked' | 'same' = 'same') => {
      running.current = null;
      setIntake({ status: 'failed', message, file, again });
    };
    const problem = fileProblem(given);
    if (problem !== null) return fail(problem, null);
    const file = await readable(given);
    if (signal.aborted) return;
    if (file === null) return fail(createTexts.unreadableHeic(), null);
    await keepPhoto({ id, file, face });
    if (signal.aborted) return;
    const preview = URL.createObjectURL(file);
    try {
      if (!unchecked) {
        setIntake({ status: 'checking', preview });
        const found = await checkFace(file);
        if (signal.aborted) return;
        if (found?.refusal) {
          await forgetPhoto();
          return fail(REFUSALS[found.refusal](), file, 'unchecked');
        }
        if (found && found.faces.length > 1) return setIntake({ status: 'choosing', file, faces: found.faces });
        setAdvice(found?.advice ? ADVICE[found.advice]() : null);
      }
      setIntake({ status: 'sending', percent: 0, preview });
      const onProgress = (percent: number | null) => {
        if (!signal.aborted) setIntake({ status: 'sending', percent, preview });
      };
      const answer = await uploadSelfie(file, { id, face, signal, onProgress });
      if (signal.aborted || answer.status === 'stopped') return;
      if (answer.status === 'error' && answer.faces.length > 1) {
        return setIntake({ status: 'choosing', file, faces: answer.faces });
      }
      if (answer.status === 'error' && answer.mayRetry) return fail(answer.message, file);
      await forgetPhoto();
      if (answer.status === 'error') return fail(answer.message, null);
      running.current = null;
      setTaken((before) => [answer.selfie, ...before]);
      setIntake({ status: 'idle' });
      onTaken(answer.selfie.id);
    } finally {
      URL.revokeObjectURL(preview);
    }
  }

  /** HEIC is made a JPEG first, which takes a moment. */
  async function readable(file: File): Promise<File | null> {
    if (!(await isHeic(file))) return file;
    setIntake({ status: 'opening' });
    return jpegFromHeic(file).catch(() => null);
  }

  function take(file: File | null | undefined, options: TakeOptions = {}) {
    if (file) onTaking(run(file, options));
  }

  /** Drops what is under way. */
  function stop() {
    running.current?.abort();
    running.current = null;
    setAdvice(null);
    setIntake({ status: 'idle' });
    void forgetPhoto();
  }

  // What this page was opened with: another app's 'Share', or what it was sending before a reload.
  const onShared = useEffectEvent((photo: File | null) => {
    if (photo !== null) take(photo);
    else setIntake({ status: 'failed', message: createTexts.didNotArrive(), file: null, again: 'same' });
  });
  const onKept = useEffectEvent(({ id, file, face }: KeptPhoto) => {
    if (running.current === null) take(file, { id, face });
  });
  useEffect(() => {
    void takeSharedPhoto().then(async (photo) => {
      if (photo !== undefined) return onShared(photo);
      const kept = await keptPhoto();
      if (kept !== null) onKept(kept);
    });
    // What isn't sent yet waits for the page to be opened again.
    return () => running.current?.abort();
  }, []);

  return { intake, advice, taken, take, stop };
}
