'use client';

import { RefreshCw, SwitchCamera } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import * as m from '@/messages/compiled/camera';
import { type Facing, openCamera, photoFrom } from './camera';

const COUNT_FROM = 3;

type Stage =
  | { status: 'asking' }
  | { status: 'refused'; message: string }
  | { status: 'live'; count: number | null }
  /** `url` shows the photo that was taken. */
  | { status: 'taken'; photo: File; url: string };

/** A mirror with an outline to stand in, a countdown, and a second look at what was taken. Nothing leaves the browser. */
export default function SelfieCameraDialog({
  onPhoto,
  onClose,
}: {
  onPhoto: (photo: File) => void;
  onClose: () => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const [stage, setStage] = useState<Stage>({ status: 'asking' });
  const [facing, setFacing] = useState<Facing>('user');
  const [several, setSeveral] = useState(false);

  const onOpened = useEffectEvent((stream: MediaStream, cameras: number) => {
    setSeveral(cameras > 1);
    setStage({ status: 'live', count: null });
    if (video.current) video.current.srcObject = stream;
  });
  useEffect(() => {
    const closing = new AbortController();
    openCamera(facing, closing.signal).then(
      ({ stream, cameras }) => {
        // One that was switched away from may answer late.
        if (!closing.signal.aborted) onOpened(stream, cameras);
      },
      (error: Error) => {
        if (!closing.signal.aborted) setStage({ status: 'refused', message: error.message });
      },
    );
    return () => closing.abort();
  }, [facing]);

  const mirrored = facing === 'user';
  const take = useEffectEvent(async () => {
    if (video.current === null) return;
    try {
      const photo = await photoFrom(video.current);
      setStage({ status: 'taken', photo, url: URL.createObjectURL(photo) });
    } catch {
      setStage({ status: 'refused', message: m.notTaken() });
    }
  });
  const count = stage.status === 'live' ? stage.count : null;
  useEffect(() => {
    if (count === null) return;
    const timer = setTimeout(() => {
      if (count > 1) setStage({ status: 'live', count: count - 1 });
      else void take();
    }, 1000);
    return () => clearTimeout(timer);
  }, [count]);

  const taken = stage.status === 'taken' ? stage.url : null;
  useEffect(() => {
    return () => {
      if (taken !== null) URL.revokeObjectURL(taken);
    };
  }, [taken]);

  return (
    <Dialog title={m.title()} onClose={onClose} className="w-[min(34rem,calc(100vw-1rem))]">
      <div className="p-4 sm:p-6">
        <div className="relative aspect-square w-full overflow-hidden rounded-print bg-sunk">
          <video
            ref={video}
            autoPlay
            playsInline
            muted
            aria-label={m.picture()}
            className={`size-full object-cover ${mirrored ? '-scale-x-100' : ''} ${stage.status === 'live' ? '' : 'invisible'}`}
          />
          {stage.status === 'live' && <Outline />}
          {stage.status === 'live' && stage.count !== null && (
            <p className="absolute inset-0 grid place-items-center text-8xl font-semibold text-white tabular-nums [text-shadow:0_2px_24px_rgb(0_0_0/0.7)]">
              {stage.count}
            </p>
          )}
          {stage.status === 'taken' && (
            <img src={stage.url} alt={m.asTaken()} className="absolute inset-0 size-full object-cover" />
          )}
          {stage.status === 'asking' && (
            <p className="absolute inset-0 grid place-items-center p-6 text-center text-ink-soft">{m.starting()}</p>
          )}
          {stage.status === 'refused' && (
            <p role="alert" className="absolute inset-0 grid place-items-center p-6 text-center">
              {stage.message}
            </p>
          )}
        </div>
        <p role="status" className="sr-only">
          {stage.status === 'live' && stage.count === COUNT_FROM && m.inThree()}
          {stage.status === 'taken' && m.taken()}
        </p>
        <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
          {stage.status === 'taken' ? (
            <>
              <button
                type="button"
                className="button button-line"
                onClick={() => setStage({ status: 'live', count: null })}
              >
                <RefreshCw size={18} aria-hidden="true" />
                {m.again()}
              </button>
              <button type="button" className="button button-ink" onClick={() => onPhoto(stage.photo)}>
                {m.takeThis()}
              </button>
            </>
          ) : (
            <>
              {several && stage.status === 'live' && (
                <button
                  type="button"
                  className="button button-line mr-auto"
                  onClick={() => {
                    setStage({ status: 'asking' });
                    setFacing(mirrored ? 'environment' : 'user');
                  }}
                >
                  <SwitchCamera size={18} aria-hidden="true" />
                  {m.otherCamera()}
                </button>
              )}
              <button
                type="button"
                className="button button-ink"
                disabled={stage.status !== 'live'}
                onClick={() => {
                  // A second press while it counts takes the photo at once.
                  if (count === null) setStage({ status: 'live', count: COUNT_FROM });
                  else void take();
                }}
              >
                {count === null ? m.take() : m.takeNow()}
              </button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

/** Where head and shoulders go. */
function Outline() {
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true" className="absolute inset-0 size-full">
      <path
        d="M50 14c-13 0-21 10-21 25 0 17 9 31 21 31s21-14 21-31c0-15-8-25-21-25ZM4 100c2-16 14-23 30-26M96 100c-2-16-14-23-30-26"
        fill="none"
        stroke="white"
        strokeWidth="0.7"
        strokeDasharray="2.4 1.8"
        strokeLinecap="round"
        opacity="0.85"
      />
    </svg>
  );
}
