/** The embedded engine as its callers see it. */

/** Styles that this version draws, best first. */
export const ENGINE_STYLES = ['realistic', 'comic'] as const;
export type EngineStyle = (typeof ENGINE_STYLES)[number];

/** A face in a photo; `box` in fractions of the photo's width and height, 0–1. */
export type Face = {
  box: { x: number; y: number; width: number; height: number };
  /** 0–1. */
  score: number;
  /** Radians. */
  yaw: number;
  roll: number;
};

export type DrawRequest = {
  /** An encoded photo (JPEG, PNG, WebP, AVIF). */
  photo: Uint8Array;
  style: EngineStyle;
  prompt: string;
  /** Pixels of the avatar: 256–512 × 256–768. */
  width: number;
  height: number;
  /** 0–4294967295; the same seed and request give the same bytes. */
  seed: number;
  /** 21 draft, 31 usual, 41 best. */
  steps: 21 | 31 | 41;
};

export type Drawing = {
  /** PNG, sRGB, no metadata. */
  picture: Uint8Array;
  width: number;
  height: number;
  seed: number;
  /** Words of the prompt that shaped the picture, and those that did not. */
  used: string[];
  unused: string[];
};

export type EngineOptions = {
  /** The built module that runs in each thread. */
  threadFile: string;
  /** The folder of the network weights. */
  modelsDir: string;
  /** Threads that draw side by side. */
  threads: number;
};

export type Engine = {
  /**
   * Finds the one face in a photo.
   * @throws EngineError `no_face`, `several_faces`, `face_too_small`, `face_cut_off`, `face_turned_away`, `unreadable`
   */
  inspect(photo: Uint8Array, options?: { signal?: AbortSignal }): Promise<Face>;
  /**
   * Draws one avatar.
   * @throws EngineError as `inspect`, `cancelled` when the signal fires, `crashed` when its thread dies
   */
  draw(
    request: DrawRequest,
    options?: { signal?: AbortSignal; onProgress?: (fraction: number) => void },
  ): Promise<Drawing>;
  close(): Promise<void>;
};
