'use client';

import { Camera } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import * as m from '@/messages/compiled/create';

const SelfieCameraDialog = dynamic(() => import('./selfie-camera-dialog'), { ssr: false });

/** Opens the camera, which is loaded and asked for when somebody wants it. */
export function SelfieCamera({ onPhoto }: { onPhoto: (photo: File) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button button-line mt-3 w-full sm:w-auto" onClick={() => setOpen(true)}>
        <Camera size={18} aria-hidden="true" />
        {m.takePhoto()}
      </button>
      {open && (
        <SelfieCameraDialog
          onClose={() => setOpen(false)}
          onPhoto={(photo) => {
            setOpen(false);
            onPhoto(photo);
          }}
        />
      )}
    </>
  );
}
