/** What a scene paints with: a gradient to start from, vector shapes, clouds and ridges on top. */
import type { Rgb } from '../kernel/colour.ts';
import { type BlendMode, blend } from '../kernel/composite.ts';
import { clamp, type Image, mix, plane, smoothstep } from '../kernel/image.ts';
import { type Noise, type Random, seededNoise, seededRandom } from '../kernel/noise.ts';
import { drawVector, rgbOfHex } from '../kernel/vector.ts';

export type Canvas = {
  width: number;
  height: number;
  random: Random;
  noise: Noise;
  /** Hard edges and few tones, for drawn styles; otherwise soft, for photographic ones. */
  flat: boolean;
};

/** Paints a whole picture of the canvas's size. */
export type Painter = (canvas: Canvas) => Promise<Image>;

/** A colour `#rrggbb` and where it stands, 0 at the top, 1 at the bottom; in order. */
export type Stop = readonly [at: number, colour: string];

export function openCanvas(size: { width: number; height: number; seed: number; flat: boolean }): Canvas {
  const { width, height, seed, flat } = size;
  return { width, height, flat, random: seededRandom(seed), noise: seededNoise(seed ^ 0x9e3779b9) };
}

/** Fills the canvas from top to bottom. */
export function sky(canvas: Canvas, stops: readonly Stop[]): Image {
  const { width, height } = canvas;
  const area = width * height;
  const image: Image = { width, height, channels: [plane(area), plane(area), plane(area)] };
  const colours = stops.map(([at, hex]) => [at, rgbOfHex(hex)] as const);
  for (let y = 0; y < height; y += 1) {
    const colour = colourAt(colours, y / height);
    image.channels.forEach((channel, index) => {
      channel.fill(colour[index] ?? 0, y * width, (y + 1) * width);
    });
  }
  return image;
}

function colourAt(stops: readonly (readonly [number, Readonly<Rgb>])[], at: number): Readonly<Rgb> {
  const next = stops.findIndex(([position]) => position > at);
  const [from, colour] = stops[next === -1 ? stops.length - 1 : Math.max(0, next - 1)] ?? [0, [0, 0, 0]];
  const [to, nextColour] = stops[next === -1 ? stops.length - 1 : next] ?? [1, colour];
  return mixRgb(colour, nextColour, to > from ? clamp((at - from) / (to - from)) : 0);
}

export function mixRgb(from: Readonly<Rgb>, to: Readonly<Rgb>, t: number): Rgb {
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}

/** Lays SVG shapes over the picture. */
export async function addShapes(
  image: Image,
  body: string,
  { definitions = '', mode = 'over' as BlendMode, opacity = 1 } = {},
): Promise<void> {
  blend(image, await drawVector(image.width, image.height, body, definitions), mode, opacity);
}

export type CloudOptions = {
  /** Where clouds start and end, fractions of the height. */
  top: number;
  bottom: number;
  opacity: number;
  /** How much of the sky stays clear, 0.4–0.6. */
  clear?: number;
  colour?: string;
};

/** Clouds of fractal noise; in flat scenes with hard, two-toned edges. */
export function addClouds(canvas: Canvas, image: Image, options: CloudOptions): void {
  const { top, bottom, opacity, clear = 0.52, colour = '#ffffff' } = options;
  const { width, height, noise, flat } = canvas;
  const tone = rgbOfHex(colour);
  const [red, green, blue] = image.channels;
  const lastRow = Math.min(height, bottom * height);
  const pixel = 1.5 / height;
  for (let y = Math.floor(top * height); y < lastRow; y += 1) {
    const at = y / height;
    const fade = smoothstep(0, 0.25, (at - top) / (bottom - top)) * smoothstep(0, 0.3, (bottom - at) / (bottom - top));
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const density = noise.fbm((x / width) * 3.2, at * 7 + 3, flat ? 3 : 5) - (flat ? (1 - fade) * 0.2 : 0);
      const shape = flat
        ? smoothstep(clear, clear + 0.012 + pixel, density) * 0.75 +
          smoothstep(clear + 0.07, clear + 0.082 + pixel, density) * 0.25
        : smoothstep(clear, clear + 0.22, density);
      const cover = shape * opacity * (flat ? 1 : fade);
      red[i] = mix(red[i] as number, tone[0], cover);
      green[i] = mix(green[i] as number, tone[1], cover);
      blue[i] = mix(blue[i] as number, tone[2], cover);
    }
  }
}

/** Changes every pixel: `paint` gets fractions of width and height and the colour, and gives the new one. */
export function paintPixels(image: Image, paint: (u: number, v: number, colour: Rgb) => Readonly<Rgb>): void {
  const { width, height } = image;
  const [red, green, blue] = image.channels;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const colour = paint(x / width, y / height, [red[i] as number, green[i] as number, blue[i] as number]);
      red[i] = colour[0];
      green[i] = colour[1];
      blue[i] = colour[2];
    }
  }
}

export type RidgeOptions = {
  /** The foot of the ridge and how far it rises, fractions of the height. */
  foot: number;
  rise: number;
  /** Peaks across the width. */
  peaks: number;
  fill: string;
};

/** A range of hills from edge to edge, filled down to the bottom. */
export function ridge(canvas: Canvas, { foot, rise, peaks, fill }: RidgeOptions): string {
  const { width, height, noise, random } = canvas;
  const offset = random() * 200;
  let path = `M0 ${height}`;
  for (let step = 0; step <= 64; step += 1) {
    const x = (step / 64) * width;
    const y = height * (foot - rise * noise.fbm((step / 64) * peaks + offset, offset, 4));
    path += `L${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  return `<path d="${path}L${width} ${height}Z" fill="${fill}"/>`;
}

/** Shafts of light from a point above the picture, fading as they fall. */
export function lightShafts(canvas: Canvas, { count = 6, colour = '#fffbd0', opacity = 0.1 } = {}): string {
  const { width, height, random } = canvas;
  const source = width * (0.2 + 0.6 * random());
  let shapes = '';
  for (let i = 0; i < count; i += 1) {
    const foot = width * (-0.4 + (1.8 * (i + 0.7 * random())) / count);
    const spread = width * (0.04 + 0.09 * random());
    const top = source + (foot - source) * 0.25;
    shapes += `<path d="M${top} 0L${top + spread * 0.5} 0L${foot + spread * 1.6} ${height}L${foot - spread} ${height}Z" fill="${colour}" opacity="${opacity * (0.5 + random())}"/>`;
  }
  return shapes;
}

/** `draw` once for each of `count`, joined. */
export function repeat(count: number, draw: (index: number) => string): string {
  let shapes = '';
  for (let i = 0; i < count; i += 1) shapes += draw(i);
  return shapes;
}
