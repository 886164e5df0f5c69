/** A relief of the person: which way each part of the surface faces, from the face's mesh and inflated masks. */
import { gaussianBlur } from '../kernel/blur.ts';
import { distanceInside } from '../kernel/distance.ts';
import { clamp, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { MESH_TRIANGLES } from '../portrait/mesh-topology.ts';
import type { Landmark, Portrait } from '../portrait/portrait.ts';

/** Unit vectors: x to the right, y down, z towards the camera. Half the portrait's width and height. */
export type Normals = { width: number; height: number; x: Plane; y: Plane; z: Plane };

/** Reliefs are smooth, so they are made at half size. */
const FACTOR = 2;

/** Face from the mesh, hair and body as pillows, joined softly. */
export function personNormals(portrait: Portrait): Normals {
  const { regions, alpha } = portrait;
  const { plane: body, width, height } = shrink(alpha, portrait.width, portrait.height, FACTOR);
  const half = (mask: Plane) => shrink(mask, portrait.width, portrait.height, FACTOR).plane;
  const [hair, skin] = [half(regions.hair), half(regions.skin)];
  const faceHeight = portrait.faceHeight / FACTOR;
  const face = faceRelief(portrait, width, height);
  const head = plane(width * height);
  for (let i = 0; i < head.length; i += 1) {
    const covered = (hair[i] as number) + (skin[i] as number) + ((face.cover[i] as number) > 0.5 ? 1 : 0);
    head[i] = clamp(covered) * (body[i] as number);
  }
  inOnePiece(head, body, width, height, faceHeight * HOLE);
  const headPillow = pillow(head, width, height, faceHeight * 0.55, faceHeight * 0.05);
  const bodyPillow = pillow(body, width, height, faceHeight * 0.7, faceHeight * 0.1);
  const headEdge = gaussianBlur(head, width, height, 1.5 * portrait.scale);
  const faceEdge = gaussianBlur(face.cover, width, height, faceHeight * 0.085);
  const normals: Normals = { width, height, x: face.x, y: face.y, z: face.z };
  joinReliefs(normals, headPillow, bodyPillow, face.cover, headEdge, faceEdge);
  return normals;
}

/** Lays the head over the body, and the face, which `normals` holds, over both; in place. */
function joinReliefs(
  normals: Normals,
  head: Relief,
  body: Relief,
  faceCover: Plane,
  headEdge: Plane,
  faceEdge: Plane,
): void {
  for (let i = 0; i < faceCover.length; i += 1) {
    const onFace = smoothstep(0.52, 0.98, faceEdge[i] as number) * (faceCover[i] as number);
    const onHead = headEdge[i] as number;
    const x = mix(mix(body.x[i] as number, head.x[i] as number, onHead), normals.x[i] as number, onFace);
    const y = mix(mix(body.y[i] as number, head.y[i] as number, onHead), normals.y[i] as number, onFace);
    const z = mix(mix(body.z[i] as number, head.z[i] as number, onHead), normals.z[i] as number, onFace);
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    normals.x[i] = x / length;
    normals.y[i] = y / length;
    normals.z[i] = z / length;
  }
}

/** Holes and islands of about this size, in face heights, are read wrongly: a relief must not show them. */
const HOLE = 0.05;

/** Fills small holes of a mask within the body, and takes small islands away; in place. */
function inOnePiece(mask: Plane, body: Plane, width: number, height: number, size: number): void {
  const near = gaussianBlur(mask, width, height, size);
  for (let i = 0; i < mask.length; i += 1) {
    const around = near[i] as number;
    const filled = Math.max(mask[i] as number, smoothstep(0.5, 0.7, around) * (body[i] as number));
    mask[i] = filled * smoothstep(0.12, 0.3, around);
  }
}

type Relief = { x: Plane; y: Plane; z: Plane };

/** The mesh's normals per pixel, blurred within the face; `cover` is 1 where the face is. */
function faceRelief(portrait: Portrait, width: number, height: number): Relief & { cover: Plane } {
  const points = portrait.landmarks.map(([x, y, z]): Landmark => [x / FACTOR, y / FACTOR, z / FACTOR]);
  const normals = vertexNormals(points);
  const corners = points.map((at, index): Corner => ({ at, normal: normals[index] ?? [0, 0, 1] }));
  const raster = newRaster(width * height);
  for (let t = 0; t < MESH_TRIANGLES.length; t += 3) {
    const [a, b, c] = [
      corners[MESH_TRIANGLES[t] as number],
      corners[MESH_TRIANGLES[t + 1] as number],
      corners[MESH_TRIANGLES[t + 2] as number],
    ];
    if (a && b && c) fillTriangle(raster, width, height, a, b, c);
  }
  const sigma = 1.5 * portrait.scale;
  const weight = gaussianBlur(raster.cover, width, height, sigma);
  const [x, y, z] = [raster.x, raster.y, raster.z].map((part) => gaussianBlur(part, width, height, sigma));
  const { cover } = raster;
  const smooth = { x: x ?? raster.x, y: y ?? raster.y, z: z ?? raster.z, cover };
  divide(smooth, weight);
  return smooth;
}

/** Takes off what a blur beyond the cover has added, in place. */
function divide({ x, y, z }: Relief, weight: Plane): void {
  for (let i = 0; i < weight.length; i += 1) {
    const scale = (weight[i] as number) > 0.02 ? 1 / (weight[i] as number) : 0;
    x[i] = (x[i] as number) * scale;
    y[i] = (y[i] as number) * scale;
    z[i] = (z[i] as number) * scale;
  }
}

type Raster = Relief & { cover: Plane; depth: Plane };

function newRaster(area: number): Raster {
  return { x: plane(area), y: plane(area), z: plane(area), cover: plane(area), depth: plane(area, 1e9) };
}

function newRelief(area: number): Relief {
  return { x: plane(area), y: plane(area), z: plane(area) };
}

/** The mean normal of the triangles around each vertex, weighted by their size. */
function vertexNormals(points: readonly Landmark[]): [number, number, number][] {
  const normals = points.map((): [number, number, number] => [0, 0, 0]);
  for (let t = 0; t < MESH_TRIANGLES.length; t += 3) {
    const corners = [0, 1, 2].map((corner) => MESH_TRIANGLES[t + corner] ?? 0);
    const [a, b, c] = corners.map((index): Landmark => points[index] ?? [0, 0, 0]);
    if (!a || !b || !c) continue;
    const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    // Depth grows away from the camera; the side that is seen faces it.
    const towards = z > 0 ? -1 : 1;
    for (const index of corners) {
      const normal = normals[index];
      if (!normal) continue;
      normal[0] += x * towards;
      normal[1] += y * towards;
      normal[2] -= z * towards;
    }
  }
  for (const normal of normals) {
    const length = Math.hypot(...normal) || 1;
    for (let axis = 0; axis < 3; axis += 1) normal[axis] = (normal[axis] ?? 0) / length;
  }
  return normals;
}

type Corner = { at: Landmark; normal: readonly [number, number, number] };

/** Fills one triangle with its corners' normals, nearest to the camera first. */
function fillTriangle(raster: Raster, width: number, height: number, a: Corner, b: Corner, c: Corner): void {
  const [ax, ay, az] = a.at;
  const [bx, by, bz] = b.at;
  const [cx, cy, cz] = c.at;
  const area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy);
  if (Math.abs(area) < 1e-6) return;
  const right = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by, cy)));
  for (let y = Math.max(0, Math.floor(Math.min(ay, by, cy))); y <= bottom; y += 1) {
    for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x <= right; x += 1) {
      const u = ((by - cy) * (x + 0.5 - cx) + (cx - bx) * (y + 0.5 - cy)) / area;
      const v = ((cy - ay) * (x + 0.5 - cx) + (ax - cx) * (y + 0.5 - cy)) / area;
      const w = 1 - u - v;
      if (u < -1e-3 || v < -1e-3 || w < -1e-3) continue;
      const depth = u * az + v * bz + w * cz;
      const i = y * width + x;
      if (depth >= (raster.depth[i] as number)) continue;
      raster.depth[i] = depth;
      raster.cover[i] = 1;
      raster.x[i] = u * a.normal[0] + v * b.normal[0] + w * c.normal[0];
      raster.y[i] = u * a.normal[1] + v * b.normal[1] + w * c.normal[1];
      raster.z[i] = u * a.normal[2] + v * b.normal[2] + w * c.normal[2];
    }
  }
}

/** Normals of a mask blown up like a pillow: a quarter circle of `radius` at its edge, flat further in. */
function pillow(mask: Plane, width: number, height: number, radius: number, smooth: number): Relief {
  const small = shrink(mask, width, height, 2);
  for (let i = 0; i < small.plane.length; i += 1) small.plane[i] = (small.plane[i] as number) > 0.5 ? 1 : 0;
  const rise = distanceInside(small.plane, small.width, small.height);
  const reach = radius / 2;
  for (let i = 0; i < rise.length; i += 1) {
    const t = clamp((rise[i] as number) / reach);
    rise[i] = reach * Math.sqrt(Math.max(0, 1 - (1 - t) * (1 - t)));
  }
  const surface = gaussianBlur(rise, small.width, small.height, smooth / 2);
  const relief = slopes(surface, small.width, small.height);
  const grow = (part: Plane) => resizePlane(part, small.width, small.height, width, height);
  return { x: grow(relief.x), y: grow(relief.y), z: grow(relief.z) };
}

/** Normals of a height field. */
function slopes(surface: Plane, width: number, height: number): Relief {
  const relief = newRelief(width * height);
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      const right = surface[y * width + Math.min(width - 1, x + 1)] as number;
      const left = surface[y * width + Math.max(0, x - 1)] as number;
      const dx = (right - left) / 2;
      const dy = ((surface[below + x] as number) - (surface[above + x] as number)) / 2;
      const length = Math.sqrt(dx * dx + dy * dy + 1);
      relief.x[i] = -dx / length;
      relief.y[i] = -dy / length;
      relief.z[i] = 1 / length;
    }
  }
  return relief;
}
