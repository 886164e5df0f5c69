'use client';

import { useEffect, useState } from 'react';
import type { FaceBox } from '@/lib/views';
import * as m from '@/messages/compiled/create';

/** A place in a photo, in parts of its width and height. */
export type FacePoint = { x: number; y: number };

/** How much larger than a face its target is. */
const ROOM = 1.25;

/** A photo of several people: one of them is chosen. */
export function FacePicker({
  photo,
  faces,
  onChoose,
}: {
  photo: File;
  faces: readonly FaceBox[];
  onChoose: (face: FacePoint) => void;
}) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return (
    <fieldset className="mt-3">
      <legend className="mb-2 font-semibold">{m.whichFace()}</legend>
      <div className="relative overflow-hidden rounded-picture">
        {url !== null && <img src={url} alt="" className="w-full" />}
        {faces.map(({ x, y, width, height }, index) => (
          <button
            key={`${x} ${y}`}
            type="button"
            aria-label={m.faceOf({ number: index + 1, count: faces.length })}
            onClick={() => onChoose({ x: x + width / 2, y: y + height / 2 })}
            style={{
              left: `${(x - (width * (ROOM - 1)) / 2) * 100}%`,
              top: `${(y - (height * (ROOM - 1)) / 2) * 100}%`,
              width: `${width * ROOM * 100}%`,
              height: `${height * ROOM * 100}%`,
            }}
            className="absolute min-h-6 min-w-6 rounded-print border-2 border-white shadow-[0_0_0_1.5px_rgb(0_0_0/0.6)] transition-colors hover:border-4 focus-visible:rounded-print focus-visible:border-4"
          />
        ))}
      </div>
    </fieldset>
  );
}
