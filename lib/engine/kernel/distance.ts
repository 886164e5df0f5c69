/** Exact Euclidean distance (Felzenszwalb & Huttenlocher, 'Distance transforms of sampled functions', 2012). */
import type { Plane } from './image.ts';

/** What stands for 'no pixel outside anywhere', in pixels. */
const FAR = 10_000;

/**
 * For each pixel inside (mask ≥ 0.5) the distance in pixels to the nearest one outside; 0 outside.
 * A mask without an outside gives 10 000 everywhere.
 */
export function distanceInside(mask: Plane, width: number, height: number): Plane {
  const distance = columnDistances(mask, width, height);
  const hull = new Int32Array(width);
  const borders = new Float64Array(width + 1);
  const squares = new Float64Array(width);
  for (let row = 0; row < distance.length; row += width) {
    rowDistances(distance, row, width, squares, hull, borders);
  }
  return distance;
}

/** The distance to the nearest outside pixel in the same column, by one sweep down and one up. */
function columnDistances(mask: Plane, width: number, height: number): Plane {
  const distance = new Float32Array(mask.length);
  for (let i = 0; i < distance.length; i++) {
    if ((mask[i] as number) >= 0.5) distance[i] = i < width ? FAR : Math.min(FAR, (distance[i - width] as number) + 1);
  }
  for (let i = (height - 1) * width - 1; i >= 0; i--) {
    const below = (distance[i + width] as number) + 1;
    if (below < (distance[i] as number)) distance[i] = below;
  }
  return distance;
}

/** The lower envelope of the parabolas `squares[q] + (x − q)²`: `hull` holds their centres, `borders` where each begins. */
function rowDistances(
  distance: Plane,
  row: number,
  width: number,
  squares: Float64Array,
  hull: Int32Array,
  borders: Float64Array,
): void {
  for (let x = 0; x < width; x++) {
    const column = distance[row + x] as number;
    squares[x] = column * column;
  }
  let top = 0;
  hull[0] = 0;
  borders[0] = -Infinity;
  for (let x = 1; x < width; x++) {
    const raised = (squares[x] as number) + x * x;
    let border = crossing(raised, x, squares, hull[top] as number);
    while (border <= (borders[top] as number)) {
      top--;
      border = crossing(raised, x, squares, hull[top] as number);
    }
    top++;
    hull[top] = x;
    borders[top] = border;
  }
  borders[top + 1] = Infinity;
  for (let x = 0, at = 0; x < width; x++) {
    while ((borders[at + 1] as number) < x) at++;
    const centre = hull[at] as number;
    distance[row + x] = Math.min(FAR, Math.sqrt((x - centre) ** 2 + (squares[centre] as number)));
  }
}

function crossing(raised: number, x: number, squares: Float64Array, centre: number): number {
  return (raised - (squares[centre] as number) - centre * centre) / (2 * (x - centre));
}
