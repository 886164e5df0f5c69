/** The 478-point face mesh with irises (Grishchenko et al., 'Attention mesh', 2020), 192 × 192. */
import type { Candidate } from './detect.ts';
import { POINT } from './face-lines.ts';
import { REFINED_LEFT_EYE, REFINED_LIPS, REFINED_RIGHT_EYE } from './mesh-topology.ts';
import { cutSquare, type Photo, type Square } from './photo.ts';
import type { Landmark } from './portrait.ts';
import type { Network } from './tfjs.ts';

/** A face in photo pixels. */
export type MeshedFace = {
  landmarks: readonly Landmark[];
  /** How sure the network is that this is a face at all, 0–1. */
  score: number;
  /** Radians; `roll` clockwise on the picture, `yaw` positive towards the picture's right. */
  roll: number;
  yaw: number;
  /** Around the first 468 points. */
  box: { left: number; top: number; right: number; bottom: number };
};

const SIDE = 192;
const MESH_POINTS = 468;
const IRIS_POINTS = 5;
const OUTPUTS = {
  score: 'Identity',
  mesh: 'Identity_4',
  lips: 'Identity_3',
  leftEye: 'Identity_1',
  rightEye: 'Identity_5',
  leftIris: 'Identity_2',
  rightIris: 'Identity_6',
} as const;
/** The square around the face by the side of its box: at the detector's guess, then at the first mesh. */
const FIRST_MARGIN = 1.5;
const NEXT_MARGIN = 1.4;

/** The second pass, on a square that fits the first result: the points as they are drawn. */
export function refineMesh(levels: readonly Photo[], first: MeshedFace, network: Network): MeshedFace {
  return meshIn(levels, squareAround(first), network);
}

/** The first pass: enough to know whether a candidate is a face, and how large. */
export function meshCandidate(levels: readonly Photo[], candidate: Candidate, network: Network): MeshedFace {
  const { x, y, width, height, leftEye, rightEye } = candidate;
  const angle = Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]);
  return meshIn(levels, { x, y, side: Math.max(width, height) * FIRST_MARGIN, angle }, network);
}

function meshIn(levels: readonly Photo[], square: Square, network: Network): MeshedFace {
  const input = cutSquare(levels, square, SIDE, 1 / 255, 0);
  const values = network.run(input, SIDE, Object.values(OUTPUTS));
  const [score, mesh, lips, leftEye, rightEye, leftIris, rightIris] = values;
  if (!score || !mesh || !lips || !leftEye || !rightEye || !leftIris || !rightIris) {
    throw new Error('The mesh network gave too few outputs.');
  }
  const points: [number, number, number][] = [];
  for (let i = 0; i < MESH_POINTS; i++) points.push([mesh[3 * i] ?? 0, mesh[3 * i + 1] ?? 0, mesh[3 * i + 2] ?? 0]);
  refine(points, REFINED_LIPS, lips);
  refine(points, REFINED_LEFT_EYE, leftEye);
  refine(points, REFINED_RIGHT_EYE, rightEye);
  appendIris(points, leftIris, POINT.leftUpperLid);
  appendIris(points, rightIris, POINT.rightUpperLid);
  return faceOf(onPhoto(points, square), score[0] ?? 0);
}

/** A face from its points, in photo pixels. */
export function faceOf(landmarks: readonly Landmark[], score: number): MeshedFace {
  return { landmarks, score, ...poseOf(landmarks), box: boxOf(landmarks) };
}

/** Moves points to where a finer network sees them; depth stays. */
function refine(points: [number, number, number][], indices: readonly number[], finer: Float32Array): void {
  indices.forEach((index, i) => {
    points[index] = [finer[2 * i] ?? 0, finer[2 * i + 1] ?? 0, points[index]?.[2] ?? 0];
  });
}

function appendIris(points: [number, number, number][], iris: Float32Array, lid: number): void {
  const depth = points[lid]?.[2] ?? 0;
  for (let i = 0; i < IRIS_POINTS; i++) points.push([iris[2 * i] ?? 0, iris[2 * i + 1] ?? 0, depth]);
}

function onPhoto(points: readonly Landmark[], square: Square): Landmark[] {
  const scale = square.side / SIDE;
  const cosine = Math.cos(square.angle);
  const sine = Math.sin(square.angle);
  const landmarks: Landmark[] = [];
  for (const [x, y, z] of points) {
    const across = (x - SIDE / 2) * scale;
    const down = (y - SIDE / 2) * scale;
    landmarks.push([square.x + across * cosine - down * sine, square.y + across * sine + down * cosine, z * scale]);
  }
  return landmarks;
}

/** The point of an index; the origin for an index that no mesh has. */
export function pointOf(landmarks: readonly Landmark[], index: number): Landmark {
  return landmarks[index] ?? [0, 0, 0];
}

/** Distance on the picture between two points. */
export function span(landmarks: readonly Landmark[], from: number, to: number): number {
  const a = pointOf(landmarks, from);
  const b = pointOf(landmarks, to);
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Tilt from the outer corners of the eyes, turn from the depth between the cheeks (their width alone misleads). */
function poseOf(landmarks: readonly Landmark[]): { roll: number; yaw: number } {
  const [leftX, leftY] = pointOf(landmarks, POINT.leftEyeOuter);
  const [rightX, rightY] = pointOf(landmarks, POINT.rightEyeOuter);
  const depth = pointOf(landmarks, POINT.rightCheek)[2] - pointOf(landmarks, POINT.leftCheek)[2];
  const yaw = Math.atan2(depth, span(landmarks, POINT.leftCheek, POINT.rightCheek));
  return { roll: Math.atan2(rightY - leftY, rightX - leftX), yaw };
}

function boxOf(landmarks: readonly Landmark[]): MeshedFace['box'] {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of landmarks.slice(0, MESH_POINTS)) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** The square for the next pass: along the eyes, around all points. */
function squareAround({ landmarks, roll }: MeshedFace): Square {
  const cosine = Math.cos(roll);
  const sine = Math.sin(roll);
  const level = landmarks.map(([x, y, z]): Landmark => [x * cosine + y * sine, y * cosine - x * sine, z]);
  const box = boxOf(level);
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  const side = Math.max(box.right - box.left, box.bottom - box.top) * NEXT_MARGIN;
  return { x: x * cosine - y * sine, y: x * sine + y * cosine, side, angle: roll };
}
