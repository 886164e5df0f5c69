/** Exact Euclidean distance (Felzenszwalb & Huttenlocher, 'Distance transforms of sampled functions', 2012). */
import { mark, release, reserve } from './memory';

/** What stands for 'no pixel outside anywhere', in pixels. */
const FAR: f32 = 10_000;

/** For each pixel inside (mask ≥ 0.5) the distance in pixels to the nearest one outside; 0 outside. In place. */
export function distanceInside(plane: usize, width: i32, height: i32): void {
  columnDistances(plane, width, height);
  const start = mark();
  const squares = reserve((<usize>width) << 3);
  const borders = reserve((<usize>(width + 1)) << 3);
  const hull = reserve((<usize>width) << 2);
  for (let y = 0; y < height; y++) {
    rowDistances(plane + ((<usize>(y * width)) << 2), width, squares, hull, borders);
  }
  release(start);
}

/** The distance to the nearest outside pixel in the same column, by one sweep down and one up. */
function columnDistances(mask: usize, width: i32, height: i32): void {
  const stride = (<usize>width) << 2;
  const end = mask + stride * <usize>height;
  for (let i = mask; i < end; i += 4) {
    if (load<f32>(i) < 0.5) store<f32>(i, 0);
    else store<f32>(i, i < mask + stride ? FAR : min<f32>(FAR, load<f32>(i - stride) + 1));
  }
  for (let i = end - stride; i > mask; ) {
    i -= 4;
    const below = load<f32>(i + stride) + 1;
    if (below < load<f32>(i)) store<f32>(i, below);
  }
}

/** The lower envelope of the parabolas `squares[q] + (x − q)²`: `hull` holds their centres, `borders` where each begins. */
function rowDistances(row: usize, width: i32, squares: usize, hull: usize, borders: usize): void {
  for (let x = 0; x < width; x++) {
    const column = <f64>load<f32>(row + ((<usize>x) << 2));
    store<f64>(squares + ((<usize>x) << 3), column * column);
  }
  let top = 0;
  store<i32>(hull, 0);
  store<f64>(borders, -Infinity);
  for (let x = 1; x < width; x++) {
    const raised = load<f64>(squares + ((<usize>x) << 3)) + <f64>(x * x);
    let border = crossing(raised, x, squares, load<i32>(hull + ((<usize>top) << 2)));
    while (border <= load<f64>(borders + ((<usize>top) << 3))) {
      top--;
      border = crossing(raised, x, squares, load<i32>(hull + ((<usize>top) << 2)));
    }
    top++;
    store<i32>(hull + ((<usize>top) << 2), x);
    store<f64>(borders + ((<usize>top) << 3), border);
  }
  store<f64>(borders + ((<usize>(top + 1)) << 3), Infinity);
  let part = 0;
  for (let x = 0; x < width; x++) {
    while (load<f64>(borders + ((<usize>(part + 1)) << 3)) < <f64>x) part++;
    const centre = load<i32>(hull + ((<usize>part) << 2));
    const away = <f64>((x - centre) * (x - centre)) + load<f64>(squares + ((<usize>centre) << 3));
    store<f32>(row + ((<usize>x) << 2), <f32>min<f64>(FAR, sqrt<f64>(away)));
  }
}

function crossing(raised: f64, x: i32, squares: usize, centre: i32): f64 {
  const square = load<f64>(squares + ((<usize>centre) << 3));
  return (raised - square - <f64>(centre * centre)) / <f64>(2 * (x - centre));
}
