'use client';

import { ImageUp, RotateCcw } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { describedBy, FieldError } from '@/components/ui/field-error';
import { ProgressBar } from '@/components/ui/progress-bar';
import { SELFIE_TYPES } from '@/lib/limits';
import type { SelfieView } from '@/lib/views';
import { DropAnywhere } from './drop-anywhere';
import { EarlierSelfies } from './earlier-selfies';
import { type FaceBox, FacePicker, type FacePoint } from './face-picker';
import { isHeic, jpegFromHeic } from './heic';
import { SelfieCamera } from './selfie-camera';
import { SelfieCrop } from './selfie-crop';
import { fileProblem, type UploadedSelfie, uploadSelfie } from './selfie-upload';
import { takeSharedPhoto } from './shared-photo';

type Upload =
  | { status: 'idle' }
  | { status: 'opening' }
  | { status: 'sending'; percent: number; preview: string }
  /** `file` can be sent once more. */
  | { status: 'failed'; message: string; file: File | null }
  | { status: 'choosing'; file: File; faces: readonly FaceBox[] };

const UNREADABLE_HEIC = 'This HEIC photo could not be opened. Save it as a JPEG and choose that.';

/** Drop, paste, choose or take a photo; it is sent at once, and the form gets its id. */
export function SelfieField({
  value,
  error,
  selfies,
  onChange,
  onTaking,
}: {
  /** The chosen selfie's id, '' while there is none. */
  value: string;
  error: string | undefined;
  selfies: readonly Pick<SelfieView, 'id'>[];
  onChange: (id: string) => void;
  /** A photo is on its way; resolves once it was taken in, refused or stopped. */
  onTaking: (taken: Promise<void>) => void;
}) {
  const [upload, setUpload] = useState<Upload>({ status: 'idle' });
  const [mine, setMine] = useState<UploadedSelfie[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController>(null);

  async function take(given: File | null | undefined, face: FacePoint | null = null) {
    if (!given) return;
    running.current?.abort();
    const problem = fileProblem(given);
    if (problem !== null) {
      setUpload({ status: 'failed', message: problem, file: null });
      return;
    }
    const controller = new AbortController();
    running.current = controller;
    const file = await readable(given);
    if (running.current !== controller) return;
    if (file === null) {
      setUpload({ status: 'failed', message: UNREADABLE_HEIC, file: null });
      return;
    }
    const preview = URL.createObjectURL(file);
    setUpload({ status: 'sending', percent: 0, preview });
    const answer = await uploadSelfie(file, {
      face,
      signal: controller.signal,
      onProgress: (percent) => {
        if (running.current === controller) setUpload({ status: 'sending', percent, preview });
      },
    });
    URL.revokeObjectURL(preview);
    if (running.current !== controller) return;
    running.current = null;
    if (answer.status === 'ok') {
      setMine((before) => [answer.selfie, ...before]);
      setUpload({ status: 'idle' });
      onChange(answer.selfie.id);
    } else if (answer.status === 'error' && answer.faces.length > 1) {
      setUpload({ status: 'choosing', file, faces: answer.faces });
    } else {
      setUpload(
        answer.status === 'error'
          ? { status: 'failed', message: answer.message, file: answer.mayRetry ? file : null }
          : { status: 'idle' },
      );
    }
  }

  /** HEIC is made a JPEG first, which takes a moment. */
  async function readable(file: File): Promise<File | null> {
    if (!(await isHeic(file))) return file;
    setUpload({ status: 'opening' });
    return jpegFromHeic(file).catch(() => null);
  }

  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!file) return;
    event.preventDefault();
    onTaking(take(file));
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  // A photo that was chosen before this page's scripts were there.
  const onReady = useEffectEvent(() => {
    const early = input.current?.files?.[0];
    if (early) onTaking(take(early));
  });
  useEffect(() => onReady(), []);

  // Another app's 'Share' opened this page: its photo is taken as if it had been chosen here.
  const onShared = useEffectEvent((photo: File | null) => {
    if (photo !== null) onTaking(take(photo));
    else setUpload({ status: 'failed', message: 'The photo did not arrive. Choose it here.', file: null });
  });
  useEffect(() => {
    void takeSharedPhoto().then((photo) => {
      if (photo !== undefined) onShared(photo);
    });
  }, []);

  const picture = pictureOf(upload, value);
  const message = upload.status === 'failed' ? upload.message : upload.status === 'idle' ? error : undefined;
  const known = [...mine, ...selfies.filter(({ id }) => !mine.some((selfie) => selfie.id === id))];

  return (
    <div>
      <label htmlFor="selfie" className="text-lg font-semibold">
        Selfie
      </label>
      <div
        className={`relative mt-3 overflow-hidden rounded-picture border bg-raised transition-colors has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-3 has-[input:focus-visible]:outline-accent ${
          message === undefined ? 'border-edge hover:border-ink' : 'border-danger'
        } ${picture === null ? 'border-dashed' : ''}`}
      >
        {picture === null ? (
          <div className="grid min-h-52 place-content-center justify-items-center gap-1 px-6 py-8 text-center">
            <ImageUp size={28} strokeWidth={1.5} className="mb-2 text-accent" aria-hidden="true" />
            <p className="font-semibold">
              {upload.status === 'opening' ? 'Opening the photo…' : 'Choose a photo of one face'}
            </p>
            {upload.status === 'opening' && <ProgressBar label="Opening the photo" value={null} />}
            <p id="selfie-hint" className="max-w-xs text-sm text-ink-soft">
              <span className="pointer-coarse:hidden">Or drop it anywhere, or paste it. </span>
              From the front, in good light, with the shoulders. Up to 20 MB.
            </p>
          </div>
        ) : (
          <div className="flex items-center gap-4 p-3 sm:gap-5">
            <SelfiePicture key={picture} src={picture} alt={upload.status === 'sending' ? '' : 'Your selfie'} />
            <div className="min-w-0 flex-1">
              {upload.status === 'sending' ? (
                <>
                  <p id="selfie-hint" className="mb-2 text-sm text-ink-soft">
                    {upload.percent < 100 ? 'Sending…' : 'Looking for a face…'}
                  </p>
                  <ProgressBar label="Photo upload" value={upload.percent < 100 ? upload.percent : null} />
                </>
              ) : (
                <p id="selfie-hint" className="text-sm text-ink-soft">
                  This photo will be drawn.
                  <span className="pointer-coarse:hidden"> Drop or paste another to change it.</span>
                </p>
              )}
              <div className="mt-4 flex flex-wrap gap-2">
                <button
                  type="button"
                  className="button button-line relative z-10"
                  onClick={() => (upload.status === 'sending' ? running.current?.abort() : input.current?.click())}
                >
                  {upload.status === 'sending' ? 'Stop' : 'Change'}
                </button>
                {upload.status !== 'sending' && <SelfieCrop src={picture} onPhoto={(photo) => onTaking(take(photo))} />}
              </div>
            </div>
          </div>
        )}
        <input
          ref={input}
          id="selfie"
          type="file"
          accept={SELFIE_TYPES.join()}
          aria-describedby={describedBy('selfie-hint', message !== undefined && 'selfie-error')}
          aria-invalid={message !== undefined}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
          onChange={(event) => {
            onTaking(take(event.target.files?.[0]));
            event.target.value = '';
          }}
        />
      </div>
      <div role="status">
        <FieldError id="selfie-error" message={message} />
        {upload.status === 'choosing' && <p className="mt-2 text-sm">Several faces were found. Choose one below.</p>}
        {upload.status === 'idle' && value !== '' && <span className="sr-only">Your photo is ready.</span>}
      </div>
      {upload.status === 'failed' && upload.file !== null && (
        <button type="button" className="button button-bare mt-1 -ml-3" onClick={() => onTaking(take(upload.file))}>
          <RotateCcw size={18} aria-hidden="true" />
          Try this photo again
        </button>
      )}
      {upload.status === 'choosing' && (
        <FacePicker photo={upload.file} faces={upload.faces} onChoose={(face) => onTaking(take(upload.file, face))} />
      )}
      <SelfieCamera onPhoto={(photo) => onTaking(take(photo))} />
      <DropAnywhere onFile={(file) => onTaking(take(file))} />
      <EarlierSelfies
        ids={known.map(({ id }) => id)}
        chosen={value}
        onChoose={(id) => {
          running.current?.abort();
          setUpload({ status: 'idle' });
          onChange(id);
        }}
      />
    </div>
  );
}

function pictureOf(upload: Upload, value: string): string | null {
  if (upload.status === 'sending') return upload.preview;
  return upload.status === 'opening' || value === '' ? null : `/images/selfies/${value}`;
}

/** The chosen photo; a plain ground where the browser can't show its format before we have converted it. */
function SelfiePicture({ src, alt }: { src: string; alt: string }) {
  const [broken, setBroken] = useState(false);
  return (
    <div className="grid aspect-[4/5] w-26 flex-none place-items-center overflow-hidden rounded-print bg-sunk sm:w-36">
      {broken ? (
        <ImageUp size={28} strokeWidth={1.5} className="text-ink-soft" aria-hidden="true" />
      ) : (
        <img src={src} alt={alt} className="size-full object-cover" onError={() => setBroken(true)} />
      )}
    </div>
  );
}
