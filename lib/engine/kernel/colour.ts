/** Colour spaces: sRGB as stored, linear light, and OKLab (Ottosson, 'A perceptual color space', 2020). */
import { type Image, imageOf } from './image.ts';

/** Lightness 0–1, green to red about −0.3–0.3, blue to yellow about −0.3–0.3. */
export type Oklab = [l: number, a: number, b: number];
/** Stored sRGB, 0–1. */
export type Rgb = [r: number, g: number, b: number];

const LINEAR_STEPS = 4096;
const GAMMA_STEPS = 16_384;
/** IEC 61966-2-1, tabulated: exact to a quarter of an 8-bit step. */
const LINEAR = Float32Array.from({ length: LINEAR_STEPS + 2 }, (_, i) => {
  const v = i / LINEAR_STEPS;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});
const GAMMA = Float32Array.from({ length: GAMMA_STEPS + 2 }, (_, i) => {
  const v = i / GAMMA_STEPS;
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
});

/** Stored value to linear light; clamps to 0–1. */
export function linearOf(value: number): number {
  const v = value > 0 ? (value < 1 ? value : 1) : 0;
  return LINEAR[(v * LINEAR_STEPS + 0.5) | 0] as number;
}

/** Linear light to stored value; clamps to 0–1. */
export function gammaOf(value: number): number {
  const v = value > 0 ? (value < 1 ? value : 1) : 0;
  return GAMMA[(v * GAMMA_STEPS + 0.5) | 0] as number;
}

/** One stored sRGB colour as OKLab. */
export function oklabOf(r: number, g: number, b: number): Oklab {
  const red = linearOf(r);
  const green = linearOf(g);
  const blue = linearOf(b);
  const l = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** One OKLab colour as stored sRGB, clamped to 0–1 channel by channel. */
export function rgbOf(l: number, a: number, b: number): Rgb {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gammaOf(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    gammaOf(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    gammaOf(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

/** A stored sRGB image as OKLab planes l, a, b. */
export function toOklab(image: Image): Image {
  const [red, green, blue] = image.channels;
  const lightness = new Float32Array(red.length);
  const greenRed = new Float32Array(red.length);
  const blueYellow = new Float32Array(red.length);
  for (let i = 0; i < red.length; i++) {
    const r = linearOf(red[i] as number);
    const g = linearOf(green[i] as number);
    const b = linearOf(blue[i] as number);
    const l = cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    lightness[i] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    greenRed[i] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    blueYellow[i] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  return imageOf(image.width, image.height, [lightness, greenRed, blueYellow]);
}

const bits = new Uint32Array(1);
const floats = new Float32Array(bits.buffer);

/** The cube root of 0–1 to float precision: a guess from the exponent, then two steps of Halley's method. */
function cubeRoot(value: number): number {
  if (value <= 1e-9) return 0;
  floats[0] = value;
  bits[0] = (bits[0] as number) / 3 + 709_921_077;
  let root = floats[0] as number;
  let cube = root * root * root;
  root *= (cube + 2 * value) / (2 * cube + value);
  cube = root * root * root;
  return (root * (cube + 2 * value)) / (2 * cube + value);
}
