/** Frames of glasses: thin lines, darker or brighter than the skin, around the eyes and across the nose. */
import { boxBlur } from '../kernel/blur.ts';
import { type Image, luma, type Plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { LEFT_BROW, LEFT_EYE, POINT, RIGHT_BROW, RIGHT_EYE } from './face-lines.ts';
import { pointOf, span } from './mesh.ts';
import { fillOutline, outlineOf } from './outline.ts';
import type { Landmark } from './portrait.ts';

/** A bridge whose rows differ less than this (luma) on average is bare. */
const BRIDGE_CONTRAST = 0.16;
/** Lengths in face heights: the step across which rows are compared, and the widest line that counts as a frame. */
const ROW_STEP = 0.0085;
const LINE_WIDTH = 0.025;
/** A lens against its eye: how much wider than the eye, and how high against that width. */
const LENS_WIDTH = 1.3;
const LENS_HEIGHT = 0.8;
/** Contrast (luma) from which a line begins to show, and where it is whole. */
const LINE_CONTRAST = [0.09, 0.22] as const;

/** What a bright line counts against a dark one: metal shines, but so does skin. */
const BRIGHT_LINE = 0.35;

/** The frames' lines over the photo, 0–1; all 0 for a face without glasses. */
export function findGlasses(photo: Image, landmarks: readonly Landmark[]): Plane {
  const { width, height } = photo;
  const faceHeight = span(landmarks, POINT.forehead, POINT.chin);
  const bright = luma(photo);
  const lines = new Float32Array(width * height);
  if (bridgeContrast(bright, width, height, landmarks, faceHeight) < BRIDGE_CONTRAST) return lines;
  const band = eyeBand(width, height, landmarks, faceHeight);
  const reach = Math.max(1, Math.round((faceHeight * LINE_WIDTH) / 2));
  const { top, rows } = rowsOf(band, width, 4 * reach);
  const half = shrink(bright.subarray(top * width, (top + rows) * width), width, rows, 2);
  const thin = thinLines(half.plane, half.width, half.height, reach);
  const contrast = resizePlane(thin, half.width, half.height, width, rows);
  for (let i = top * width, at = 0; at < contrast.length; i++, at++) {
    const inBand = band[i] as number;
    if (inBand > 0) lines[i] = inBand * smoothstep(LINE_CONTRAST[0], LINE_CONTRAST[1], contrast[at] as number);
  }
  return lines;
}

/** The even number of rows that hold all of a mask, and `margin` more above and below, from an even one on. */
function rowsOf(mask: Plane, width: number, margin: number): { top: number; rows: number } {
  const height = mask.length / width;
  const isEmpty = (row: number) => mask.subarray(row * width, (row + 1) * width).every((value) => value === 0);
  let first = 0;
  let last = height - 1;
  while (first < last && isEmpty(first)) first++;
  while (last > first && isEmpty(last)) last--;
  const top = 2 * Math.floor(Math.max(0, first - margin) / 2);
  const end = Math.min(height, last + 1 + margin);
  return { top, rows: end - top + ((end - top) % 2 === 1 && end < height ? 1 : 0) };
}

/**
 * How much darker a pixel is than what it would be with dark lines of up to `2 · reach` pixels closed (a black
 * top-hat), or some of how much brighter it is than with bright ones opened.
 */
function thinLines(bright: Plane, width: number, height: number, reach: number): Plane {
  const widen = (plane: Plane, pick: Choose) => extremes(plane, width, height, reach, pick);
  const closed = widen(widen(bright, Math.max), Math.min);
  const opened = widen(widen(bright, Math.min), Math.max);
  const contrast = new Float32Array(bright.length);
  for (let i = 0; i < contrast.length; i++) {
    const here = bright[i] as number;
    contrast[i] = Math.max((closed[i] as number) - here, BRIGHT_LINE * (here - (opened[i] as number)));
  }
  return contrast;
}

type Choose = (a: number, b: number) => number;

/** The largest (or smallest) value within `reach` pixels across and down; beyond the edge nothing counts. */
function extremes(plane: Plane, width: number, height: number, reach: number, pick: Choose): Plane {
  const across = plane.slice();
  const result = plane.slice();
  for (let i = 0; i < plane.length; i++) {
    const x = i % width;
    const end = i + Math.min(reach, width - 1 - x);
    for (let at = i - Math.min(reach, x); at <= end; at++) across[i] = pick(across[i] as number, plane[at] as number);
  }
  for (let i = 0; i < plane.length; i++) {
    const y = Math.floor(i / width);
    const first = Math.max(0, y - reach) * width + (i % width);
    const last = Math.min(height - 1, y + reach) * width + (i % width);
    result[i] = across[i] as number;
    for (let at = first; at <= last; at += width) result[i] = pick(result[i] as number, across[at] as number);
  }
  return result;
}

/** The mean over the bridge of the strongest step from row to row: skin is smooth there, a frame is not. */
function bridgeContrast(
  bright: Plane,
  width: number,
  height: number,
  landmarks: readonly Landmark[],
  faceHeight: number,
): number {
  const left = pointOf(landmarks, POINT.leftEyeInner)[0];
  const right = pointOf(landmarks, POINT.rightEyeInner)[0];
  const from = left + (right - left) * 0.2;
  const to = left + (right - left) * 0.8;
  const step = Math.max(1, Math.round(faceHeight * ROW_STEP));
  const top = Math.max(step, Math.floor(pointOf(landmarks, POINT.noseBridge)[1] - faceHeight * 0.04));
  const bottom = Math.min(height - step, pointOf(landmarks, POINT.noseBridgeLower)[1] + faceHeight * 0.06);
  let sum = 0;
  let columns = 0;
  for (let x = Math.max(0, Math.floor(from)); x < Math.min(to, width); x++, columns++) {
    let strongest = 0;
    for (let y = top; y < bottom; y++) {
      const below = bright[(y + step) * width + x] as number;
      const above = bright[(y - step) * width + x] as number;
      strongest = Math.max(strongest, Math.abs(below - above));
    }
    sum += strongest;
  }
  return columns === 0 ? 0 : sum / columns;
}

/** Where frames can run: rings around the eyes, the bridge, and the arms towards the ears; never brows or eyes. */
function eyeBand(width: number, height: number, landmarks: readonly Landmark[], faceHeight: number): Plane {
  const band = new Float32Array(width * height);
  const eyes = [
    [POINT.leftEyeOuter, POINT.leftEyeInner, POINT.leftCheek],
    [POINT.rightEyeOuter, POINT.rightEyeInner, POINT.rightCheek],
  ] as const;
  for (const [outer, inner, ear] of eyes) {
    const [outerX, outerY] = pointOf(landmarks, outer);
    const [innerX, innerY] = pointOf(landmarks, inner);
    const [earX] = pointOf(landmarks, ear);
    const across = Math.hypot(outerX - innerX, outerY - innerY) * LENS_WIDTH;
    const x = (outerX + innerX) / 2;
    const y = (outerY + innerY) / 2 + faceHeight * 0.03;
    fillEllipse(band, width, height, x, y, across, across * LENS_HEIGHT);
    const armX = (outerX + earX) / 2;
    fillEllipse(band, width, height, armX, outerY, Math.abs(earX - outerX) * 0.6, faceHeight * 0.05);
  }
  const [bridgeX, bridgeY] = pointOf(landmarks, POINT.noseBridgeLower);
  fillEllipse(band, width, height, bridgeX, bridgeY - faceHeight * 0.01, faceHeight * 0.09, faceHeight * 0.06);
  const features = new Float32Array(width * height);
  for (const line of [LEFT_BROW, RIGHT_BROW]) fillOutline(features, width, height, outlineOf(landmarks, line, 1.1));
  for (const line of [LEFT_EYE, RIGHT_EYE]) fillOutline(features, width, height, outlineOf(landmarks, line, 1.45));
  for (let i = 0; i < band.length; i++) band[i] = (band[i] as number) * (1 - (features[i] as number));
  return boxBlur(band, width, height, Math.round(faceHeight * 0.01));
}

function fillEllipse(
  mask: Plane,
  width: number,
  height: number,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
): void {
  for (let row = Math.max(0, Math.floor(y - radiusY)); row < Math.min(height, y + radiusY); row++) {
    const down = (row - y) / radiusY;
    const half = radiusX * Math.sqrt(Math.max(0, 1 - down * down));
    mask.fill(1, row * width + clampColumn(x - half, width), row * width + clampColumn(x + half, width));
  }
}

function clampColumn(x: number, width: number): number {
  return Math.min(width, Math.max(0, Math.round(x)));
}
