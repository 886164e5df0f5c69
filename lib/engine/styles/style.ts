/** What every style is asked for. */
import type { SceneChoice } from '../scenes/choice.ts';

export type StyleOptions = {
  scene: SceneChoice;
  /** Moves the light, the background and the grain; never the person. */
  seed: number;
  /** Called with 0–1 after each larger step. */
  onProgress?: (fraction: number) => void;
};
