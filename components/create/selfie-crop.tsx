'use client';

import { Crop } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import * as m from '@/messages/compiled/create';

const SelfieCropDialog = dynamic(() => import('./selfie-crop-dialog'), { ssr: false });

/** Opens the cutter, which is loaded when it is asked for. */
export function SelfieCrop({ src, onPhoto }: { src: string; onPhoto: (photo: File) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button button-line relative z-10 px-3 sm:px-4" onClick={() => setOpen(true)}>
        <Crop size={18} aria-hidden="true" />
        {m.crop()}
      </button>
      {open && (
        <SelfieCropDialog
          src={src}
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
