/** What every style is asked for. */
import { clamp, type Image, mix, type Plane } from '../kernel/image.ts';
import type { SceneChoice } from '../scenes/choice.ts';

/** A picture with nothing behind some of it: `alpha` is 0 there and 1 on what was drawn. */
export type Figure = { image: Image; alpha: Plane };

/** What a style gives: `alpha` is `null` when the picture is filled to its edges. */
export type StylePicture = { image: Image; alpha: Plane | null };

export type StyleOptions = {
  scene: SceneChoice;
  /** Whether a scene is drawn behind the person, or nothing. */
  background: 'scene' | 'none';
  /** Moves the light, the background and the grain; never the person. */
  seed: number;
  /** 0–2: 0 restyles boldly, 1 is usual, 2 stays closest to the photo. */
  faceStrength: number;
  /** 1–20: how strongly the prompt's colours and light take hold; 7.5 is usual. */
  guidance: number;
  /** Called with 0–1 after each larger step. */
  onProgress?: (fraction: number) => void;
};

/** A measure of a style between what it is at face strength 0 (bold), 1 (usual) and 2 (close). */
export function byFaceStrength(strength: number, [bold, usual, close]: readonly [number, number, number]): number {
  return strength < 1 ? mix(bold, usual, clamp(strength)) : mix(usual, close, clamp(strength - 1));
}
