/** The main face of any picture, drawn ones too: without the demands that a photo to draw from must meet. */
import { detectFaces } from './detect.ts';
import { type MeshedFace, meshCandidate, refineMesh } from './mesh.ts';
import type { Photo } from './photo.ts';
import { loadNetworks } from './tfjs.ts';

/** As in reading a portrait: below this a candidate is no face. */
const MIN_MESH_SCORE = 0.5;

/** @param levels the picture and its halves @returns `null` when there is no face */
export async function largestFace(levels: readonly Photo[]): Promise<MeshedFace | null> {
  const { detector, mesh } = await loadNetworks();
  const widthOf = ({ box }: MeshedFace) => box.right - box.left;
  const [largest] = detectFaces(levels, detector)
    .map((candidate) => meshCandidate(levels, candidate, mesh))
    .filter(({ score }) => score > MIN_MESH_SCORE)
    .sort((a, b) => widthOf(b) - widthOf(a));
  const face = largest && refineMesh(levels, largest, mesh);
  return face && face.score > MIN_MESH_SCORE ? face : null;
}
