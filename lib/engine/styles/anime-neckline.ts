/** Where skin ends and cloth begins below a chin: a neckline is one simple curve. */
import { gaussianBlur } from '../kernel/blur.ts';
import { mix, type Plane, smoothstep } from '../kernel/image.ts';

/** Radius by which a neckline is rounded, in face heights. */
const ROUNDING = 0.1;
/** Blurred covers that differ by this part of their sum mix within a pixel or so. */
const SOFT = 0.06;

/** Half-size planes of the canvas. */
type Dressed = { skin: Plane; cloth: Plane };

/**
 * Rounds the border between skin and cloth below a chin, and leaves all other borders as they are; in place.
 * @param hands what is no neck, 0–1
 * @param chin its row, and `faceHeight`, in pixels of the planes
 */
export function roundNeckline(
  { skin, cloth }: Dressed,
  hands: Plane,
  { width, chin, faceHeight }: { width: number; chin: number; faceHeight: number },
): void {
  const height = skin.length / width;
  const sigma = ROUNDING * faceHeight;
  const blur = (mask: Plane) => gaussianBlur(mask, width, height, sigma);
  const [bare, dressed] = [blur(skin), blur(cloth)];
  const near = gaussianBlur(hands, width, height, sigma);
  const from = Math.max(0, Math.round(chin - 0.1 * faceHeight));
  for (let i = from * width; i < skin.length; i += 1) {
    const both = (skin[i] as number) + (cloth[i] as number);
    if (both <= 0) continue;
    const below = smoothstep(from, from + 0.1 * faceHeight, i / width) * smoothstep(0.12, 0.03, near[i] as number);
    const [s, c] = [bare[i] as number, dressed[i] as number];
    const share = smoothstep(-SOFT, SOFT, (s - c) / Math.max(1e-6, s + c));
    skin[i] = mix(skin[i] as number, both * share, below);
    cloth[i] = both - (skin[i] as number);
  }
}
