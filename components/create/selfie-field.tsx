'use client';

import { ImageUp, RotateCcw } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { describedBy, FieldError } from '@/components/ui/field-error';
import { ProgressBar } from '@/components/ui/progress-bar';
import { SELFIE_TYPES } from '@/lib/limits';
import type { SelfieView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/create';
import { DropAnywhere } from './drop-anywhere';
import { EarlierSelfies } from './earlier-selfies';
import { FacePicker } from './face-picker';
import { SelfieCamera } from './selfie-camera';
import { SelfieCrop } from './selfie-crop';
import { type Intake, useSelfieIntake } from './selfie-intake';
import { SelfieProgress } from './selfie-progress';

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
  const { intake, advice, taken, take, stop } = useSelfieIntake({ onTaken: onChange, onTaking });
  const input = useRef<HTMLInputElement>(null);

  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!file) return;
    event.preventDefault();
    take(file);
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  // A photo that was chosen before this page's scripts were there.
  const onReady = useEffectEvent(() => {
    const early = input.current?.files?.[0];
    take(early);
  });
  useEffect(() => onReady(), []);

  const picture = pictureOf(intake, value);
  const message = intake.status === 'failed' ? intake.message : intake.status === 'idle' ? error : undefined;
  const known = [...taken, ...selfies.filter(({ id }) => !taken.some((selfie) => selfie.id === id))];
  const underWay = intake.status === 'checking' || intake.status === 'sending';

  return (
    <div>
      <label htmlFor="selfie" className="text-lg font-semibold">
        {common.selfie()}
      </label>
      <div
        className={`relative mt-3 overflow-hidden rounded-picture border bg-raised transition-colors has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-3 has-[input:focus-visible]:outline-accent ${
          message === undefined ? 'border-edge hover:border-ink' : 'border-danger'
        } ${picture === null ? 'border-dashed' : ''}`}
      >
        {picture === null ? (
          <div className="grid min-h-52 place-content-center justify-items-center gap-1 px-6 py-8 text-center">
            <ImageUp size={28} strokeWidth={1.5} className="mb-2 text-accent" aria-hidden="true" />
            <p className="font-semibold">{intake.status === 'opening' ? m.opening() : m.choosePhoto()}</p>
            {intake.status === 'opening' && <ProgressBar label={m.openingPhoto()} value={null} />}
            <p id="selfie-hint" className="max-w-xs text-sm text-ink-soft">
              <span className="pointer-coarse:hidden">{m.orDrop()} </span>
              {m.photoHint()}
            </p>
          </div>
        ) : (
          <div className="flex items-center gap-4 p-3 sm:gap-5">
            <SelfiePicture key={picture} src={picture} alt={underWay ? '' : m.yourSelfie()} />
            <div className="min-w-0 flex-1">
              {underWay ? (
                <SelfieProgress intake={intake} />
              ) : (
                <p id="selfie-hint" className="text-sm text-ink-soft">
                  {m.willBeDrawn()}
                  <span className="pointer-coarse:hidden"> {m.dropAnother()}</span>
                </p>
              )}
              <div className="mt-4 flex flex-wrap gap-2">
                <button
                  type="button"
                  className="button button-line relative z-10"
                  onClick={() => (underWay ? stop() : input.current?.click())}
                >
                  {underWay ? m.stop() : m.change()}
                </button>
                {!underWay && <SelfieCrop src={picture} onPhoto={(photo) => take(photo)} />}
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
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <div role="status">
        <FieldError id="selfie-error" message={message} />
        {intake.status === 'choosing' && <p className="mt-2 text-sm">{m.severalFaces()}</p>}
        {intake.status === 'idle' && value !== '' && <span className="sr-only">{m.photoReady()}</span>}
        {advice !== null && <p className="mt-2 text-sm text-ink-soft">{advice}</p>}
      </div>
      {intake.status === 'failed' && intake.file !== null && (
        <button
          type="button"
          className="button button-bare mt-1 -ml-3"
          onClick={() => take(intake.file, { unchecked: intake.again === 'unchecked' })}
        >
          <RotateCcw size={18} aria-hidden="true" />
          {intake.again === 'unchecked' ? m.takeAllTheSame() : m.tryPhotoAgain()}
        </button>
      )}
      {intake.status === 'choosing' && (
        <FacePicker photo={intake.file} faces={intake.faces} onChoose={(face) => take(intake.file, { face })} />
      )}
      <SelfieCamera onPhoto={(photo) => take(photo)} />
      <DropAnywhere onFile={(file) => take(file)} />
      <EarlierSelfies
        ids={known.map(({ id }) => id)}
        chosen={value}
        onChoose={(id) => {
          stop();
          onChange(id);
        }}
      />
    </div>
  );
}

function pictureOf(intake: Intake, value: string): string | null {
  if (intake.status === 'checking' || intake.status === 'sending') return intake.preview;
  return intake.status === 'opening' || value === '' ? null : `/images/selfies/${value}`;
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
