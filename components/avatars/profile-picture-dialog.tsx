'use client';

import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import Cropper from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toaster';
import type { AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/profile';
import { type Area, packFor, paintCrop, pictureFor, saveFile } from './crop-picture';
import { FORMATS, type Format, PLACES, type Place, type Shape } from './profile-places';

const ZOOM_MAX = 4;
/** Sizes at which a chat and a comment show a profile picture, in pixels. */
const PREVIEWS = [96, 48, 28];

/** Cuts a profile picture around the face and gives it in the sizes that places want. Nothing leaves the browser. */
export default function ProfilePictureDialog({ avatar, onClose }: { avatar: AvatarView; onClose: () => void }) {
  const image = useRef<HTMLImageElement | null>(null);
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [area, setArea] = useState<Area | null>(null);
  const [first] = useState(() => aroundFace(avatar));
  const [shape, setShape] = useState<Shape>('circle');
  const [format, setFormat] = useState<Format>('png');

  async function save(make: (wish: Parameters<typeof packFor>[0]) => Promise<File>) {
    if (image.current === null || area === null) return;
    const name = `selfsame-${avatar.style}-${avatar.id.slice(0, 8)}`;
    try {
      saveFile(await make({ image: image.current, area, shape, format, name }));
    } catch {
      showToast(m.notMade());
    }
  }

  return (
    <Dialog title={m.title()} onClose={onClose} className="w-[min(56rem,calc(100vw-1rem))]">
      <div className="grid gap-6 p-4 sm:p-6 md:grid-cols-[minmax(0,1fr)_18rem]">
        <div>
          <div className="relative aspect-square w-full overflow-hidden rounded-print bg-sunk">
            <Cropper
              image={`/images/avatars/${avatar.id}?size=full`}
              aspect={1}
              crop={crop}
              zoom={zoom}
              maxZoom={ZOOM_MAX}
              cropShape={shape === 'circle' ? 'round' : 'rect'}
              showGrid={false}
              objectFit="cover"
              disableAutomaticStylesInjection
              initialCroppedAreaPercentages={first}
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
          <label className="mt-3 grid grid-cols-[auto_1fr] items-center gap-3 text-sm">
            {m.closer()}
            <input
              type="range"
              min={1}
              max={ZOOM_MAX}
              step={0.01}
              value={zoom}
              onChange={(event) => setZoom(event.target.valueAsNumber)}
              className="slider"
            />
          </label>
        </div>
        <div className="grid content-start gap-5">
          <Previews image={image.current} area={area} shape={shape} />
          <div className="grid grid-cols-2 gap-3">
            <label className="grid gap-1 text-sm font-semibold">
              {m.shape()}
              <select className="field" value={shape} onChange={(event) => setShape(event.target.value as Shape)}>
                <option value="circle">{m.circle()}</option>
                <option value="square">{m.square()}</option>
              </select>
            </label>
            <label className="grid gap-1 text-sm font-semibold">
              {m.format()}
              <select className="field" value={format} onChange={(event) => setFormat(event.target.value as Format)}>
                {Object.entries(FORMATS).map(([value, { name }]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <ul aria-label={m.forOnePlace()} className="grid grid-cols-2 gap-2">
            {PLACES.map((place) => (
              <li key={place.name}>
                <PlaceButton place={place} onPress={() => void save((wish) => pictureFor(wish, place))} />
              </li>
            ))}
          </ul>
          <button type="button" className="button button-ink" onClick={() => void save(packFor)}>
            <Download size={18} aria-hidden="true" />
            {m.allAsZip()}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function PlaceButton({ place, onPress }: { place: Place; onPress: () => void }) {
  return (
    <button type="button" className="button button-line w-full justify-between px-3" onClick={onPress}>
      {place.name} <span className="text-sm font-normal text-ink-soft tabular-nums">{place.size}</span>
    </button>
  );
}

/** The cut as others will see it. */
function Previews({ image, area, shape }: { image: HTMLImageElement | null; area: Area | null; shape: Shape }) {
  const canvases = useRef(new Map<number, HTMLCanvasElement>());
  useEffect(() => {
    if (image === null || area === null) return;
    for (const canvas of canvases.current.values()) paintCrop(canvas, image, area, shape);
  }, [image, area, shape]);
  return (
    <div role="img" aria-label={m.inUse()} className="flex items-center gap-4">
      {PREVIEWS.map((size) => (
        <canvas
          key={size}
          width={size * 2}
          height={size * 2}
          style={{ width: size, height: size }}
          ref={(canvas) => {
            if (canvas) canvases.current.set(size, canvas);
            else canvases.current.delete(size);
          }}
        />
      ))}
    </div>
  );
}

/** Where our engines put the face's middle, as a part of the height; a chibi's head is higher. */
function aroundFace({ style, width, height }: AvatarView): Area {
  const level = style === 'chibi' ? 33 : 42;
  const across = width <= height ? 88 : (88 * height) / width;
  const down = (across * width) / height;
  return { x: (100 - across) / 2, y: Math.min(100 - down, Math.max(0, level - down / 2)), width: across, height: down };
}
