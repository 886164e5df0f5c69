'use client';

import { RotateCcw, RotateCw } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import Cropper from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { Dialog } from '@/components/ui/dialog';
import * as m from '@/messages/compiled/crop';
import { type CropArea, croppedPhoto } from './crop-photo';

const ASPECT = 4 / 5;
const ZOOM_MAX = 5;
/** Degrees to either side that a slider can straighten by. */
const STRAIGHTEN = 30;

/** Cuts and turns a photo. Nothing leaves the browser until it is used. */
export default function SelfieCropDialog({
  src,
  onPhoto,
  onClose,
}: {
  src: string;
  onPhoto: (photo: File) => void;
  onClose: () => void;
}) {
  const image = useRef<HTMLImageElement | null>(null);
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [quarters, setQuarters] = useState(0);
  const [tilt, setTilt] = useState(0);
  const [area, setArea] = useState<CropArea | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const rotation = quarters * 90 + tilt;

  /** Comes as much closer as it takes for no corner to be empty. */
  function straighten(degrees: number) {
    const angle = (Math.abs(degrees) * Math.PI) / 180;
    setTilt(degrees);
    setZoom((before) => Math.max(before, Math.cos(angle) + Math.sin(angle) / ASPECT));
  }

  async function use() {
    if (image.current === null || area === null) return;
    try {
      onPhoto(await croppedPhoto(image.current, area, rotation));
    } catch {
      setMessage(m.notCut());
    }
  }

  return (
    <Dialog title={m.title()} onClose={onClose} className="w-[min(36rem,calc(100vw-1rem))]">
      <div className="p-4 sm:p-6">
        <div className="relative aspect-square w-full overflow-hidden rounded-print bg-sunk">
          <Cropper
            image={src}
            aspect={ASPECT}
            crop={crop}
            zoom={zoom}
            maxZoom={ZOOM_MAX}
            rotation={rotation}
            showGrid={false}
            disableAutomaticStylesInjection
            onCropChange={setCrop}
            onZoomChange={setZoom}
            onCropAreaChange={(_, pixels) => setArea(pixels)}
            setImageRef={(reference) => {
              image.current = reference.current;
            }}
            mediaProps={{ alt: m.cutAlt() }}
            cropperProps={{ role: 'group', 'aria-label': m.cutter() }}
          />
        </div>
        <div className="mt-3 grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1 text-sm">
          <Slider label={m.closer()} min={1} max={ZOOM_MAX} step={0.01} value={zoom} onChange={setZoom} />
          <Slider
            label={m.straighten()}
            min={-STRAIGHTEN}
            max={STRAIGHTEN}
            step={0.5}
            value={tilt}
            onChange={straighten}
          />
        </div>
        {message !== null && (
          <p role="alert" className="mt-3 text-danger">
            {message}
          </p>
        )}
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <button
            type="button"
            aria-label={m.turnLeft()}
            className="button button-line px-3"
            onClick={() => setQuarters(quarters - 1)}
          >
            <RotateCcw size={18} aria-hidden="true" />
          </button>
          <button
            type="button"
            aria-label={m.turnRight()}
            className="button button-line mr-auto px-3"
            onClick={() => setQuarters(quarters + 1)}
          >
            <RotateCw size={18} aria-hidden="true" />
          </button>
          <button type="button" className="button button-ink" onClick={() => void use()}>
            {m.takeThis()}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Slider({
  label,
  onChange,
  ...range
}: {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        {...range}
        id={id}
        type="range"
        className="slider"
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </>
  );
}
