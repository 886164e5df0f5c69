/** What every style is asked for. */
import { clamp, mix } from '../kernel/image.ts';
import type { SceneChoice } from '../scenes/choice.ts';

export type StyleOptions = {
  scene: SceneChoice;
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
