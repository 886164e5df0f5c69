/** Scenes of light rather than of a place: night, sunset, fire, space, a fairy tale, and the plain studio. */
import type { Rgb } from '../kernel/colour.ts';
import { flatImage } from '../kernel/composite.ts';
import { type Image, mix, smoothstep } from '../kernel/image.ts';
import { between } from '../kernel/noise.ts';
import { addClouds, addShapes, type Canvas, mixRgb, type Painter, paintPixels, repeat, ridge, sky } from './canvas.ts';

export const paintSpace: Painter = async (canvas) => {
  const { width: w, height: h, random, noise, flat } = canvas;
  const image = sky(canvas, [
    [0, '#070b24'],
    [0.5, '#1b1449'],
    [1, '#3a1550'],
  ]);
  const aspect = h / w;
  const soft = flat ? 0.06 : 0.35;
  paintPixels(image, (u, v, [r, g, b]) => {
    const rose = smoothstep(0.47, 0.47 + soft, noise.fbm(u * 3, v * 3 * aspect, 5));
    const azure = smoothstep(0.52, 0.52 + soft, noise.fbm(u * 2.2 + 40, v * 2.2 * aspect + 11, 5));
    const strength = flat ? 0.6 : 1;
    return [
      r + strength * (0.55 * rose + 0.1 * azure),
      g + strength * (0.12 * rose + 0.3 * azure),
      b + strength * (0.45 * rose + 0.55 * azure),
    ];
  });
  const stars = repeat(260, () => {
    const r = random() ** 4 * w * 0.0045 + w * 0.0008;
    return `<circle cx="${w * random()}" cy="${h * random()}" r="${r}" fill="#fff" opacity="${between(random, 0.4, 1)}"/>`;
  });
  const planetX = w * (random() < 0.5 ? between(random, 0.08, 0.22) : between(random, 0.78, 0.92));
  const planetY = h * between(random, 0.1, 0.24);
  const size = w * between(random, 0.1, 0.15);
  const [core, rim] = random() < 0.5 ? ['#ffd9a8', '#d8729a'] : ['#bff0ff', '#4d7fd6'];
  const definitions = `<radialGradient id="planet" cx=".35" cy=".3" r=".8"><stop offset="0" stop-color="${core}"/><stop offset=".6" stop-color="${rim}"/><stop offset="1" stop-color="#3b1e5e"/></radialGradient>`;
  const planet = `<circle cx="${planetX}" cy="${planetY}" r="${size}" fill="url(#planet)"/><ellipse cx="${planetX}" cy="${planetY}" rx="${size * 1.7}" ry="${size * 0.27}" fill="none" stroke="#f6d6ff" stroke-width="${w * 0.012}" opacity=".7" transform="rotate(${between(random, -30, 30)} ${planetX} ${planetY})"/>`;
  await addShapes(image, stars + planet, { definitions });
  return image;
};

export const paintSunset: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#4b3f8f'],
    [0.35, '#e0607e'],
    [0.6, '#ffa45c'],
    [0.75, '#ffd98a'],
    [1, '#8a4a3a'],
  ]);
  const sunX = w * (random() < 0.5 ? between(random, 0.14, 0.3) : between(random, 0.7, 0.86));
  await addShapes(
    image,
    `<circle cx="${sunX}" cy="${h * between(random, 0.46, 0.56)}" r="${w * between(random, 0.12, 0.17)}" fill="#fff0b8"/>` +
      ridge(canvas, { foot: 0.86, rise: 0.3, peaks: 2.4, fill: '#b25a6e' }) +
      ridge(canvas, { foot: 0.95, rise: 0.26, peaks: 3.1, fill: '#733a5a' }) +
      ridge(canvas, { foot: 1.06, rise: 0.2, peaks: 2.2, fill: '#3c2340' }),
  );
  addClouds(canvas, image, { top: 0.04, bottom: 0.5, opacity: 0.55, clear: 0.55, colour: '#ffd0b0' });
  return image;
};

export const paintNight: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#0a1233'],
    [0.55, '#243a74'],
    [0.85, '#5c7bb0'],
    [1, '#22355c'],
  ]);
  const stars = repeat(150, () => {
    const r = random() ** 3 * w * 0.004 + w * 0.0009;
    return `<circle cx="${w * random()}" cy="${h * 0.75 * random()}" r="${r}" fill="#fff" opacity="${between(random, 0.4, 1)}"/>`;
  });
  const moonX = w * (random() < 0.5 ? between(random, 0.1, 0.24) : between(random, 0.76, 0.9));
  const moonY = h * between(random, 0.1, 0.2);
  const r = w * between(random, 0.08, 0.12);
  const moon = `<circle cx="${moonX}" cy="${moonY}" r="${r * 2.4}" fill="#cfe0ff" opacity=".12"/><circle cx="${moonX}" cy="${moonY}" r="${r * 1.6}" fill="#cfe0ff" opacity=".14"/><circle cx="${moonX}" cy="${moonY}" r="${r}" fill="#f7f4e0"/><circle cx="${moonX - r * 0.3}" cy="${moonY - r * 0.1}" r="${r * 0.22}" fill="#e0dcc4"/><circle cx="${moonX + r * 0.32}" cy="${moonY + r * 0.3}" r="${r * 0.16}" fill="#e0dcc4"/>`;
  const hills =
    ridge(canvas, { foot: 0.84, rise: 0.24, peaks: 2, fill: '#34508a' }) +
    ridge(canvas, { foot: 0.94, rise: 0.24, peaks: 2.6, fill: '#1d2f5c' }) +
    ridge(canvas, { foot: 1.04, rise: 0.2, peaks: 2, fill: '#0e1a3a' });
  const fireflies = repeat(36, () => {
    const [x, y, size] = [w * random(), h * between(random, 0.55, 0.98), w * between(random, 0.003, 0.007)];
    return `<circle cx="${x}" cy="${y}" r="${size * 3}" fill="#ffe27a" opacity=".18"/><circle cx="${x}" cy="${y}" r="${size}" fill="#fff3b0"/>`;
  });
  await addShapes(image, stars + moon + hills + fireflies);
  return image;
};

export const paintFantasy: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#2b1b63'],
    [0.45, '#7b4fc0'],
    [0.75, '#f29ac0'],
    [1, '#ffd9b0'],
  ]);
  addClouds(canvas, image, { top: 0.2, bottom: 0.8, opacity: 0.5, clear: 0.5, colour: '#ffd8f2' });
  const towers = [0.02, 0.12, 0.24, 0.78, 0.9, 0.98]
    .map((x) =>
      tower(
        w * (x + between(random, -0.02, 0.02)),
        w * between(random, 0.035, 0.055),
        h * between(random, 0.28, 0.52),
        h,
      ),
    )
    .join('');
  const sparks = repeat(70, () => {
    const [x, y, r] = [w * random(), h * random(), w * between(random, 0.002, 0.008)];
    return `<path d="M${x} ${y - r * 3}L${x + r * 0.7} ${y - r * 0.7}L${x + r * 3} ${y}L${x + r * 0.7} ${y + r * 0.7}L${x} ${y + r * 3}L${x - r * 0.7} ${y + r * 0.7}L${x - r * 3} ${y}L${x - r * 0.7} ${y - r * 0.7}Z" fill="#fff6c8" opacity="${between(random, 0.5, 1)}"/>`;
  });
  await addShapes(image, towers + sparks);
  return image;
};

/** A round tower with a pointed roof and a lit window; `half` its half width. */
function tower(x: number, half: number, height: number, ground: number): string {
  const top = ground - height;
  return `<path d="M${x - half} ${ground}V${top}h${half * 2}V${ground}z" fill="#4a2f86"/><path d="M${x + half * 0.2} ${ground}V${top}h${half * 0.8}V${ground}z" fill="#3b2470"/><path d="M${x - half * 1.3} ${top}L${x} ${top - half * 3.4}L${x + half * 1.3} ${top}Z" fill="#6d3fa8"/><rect x="${x - half * 0.25}" y="${ground - height * 0.8}" width="${half * 0.5}" height="${half * 1.1}" rx="${half * 0.25}" fill="#ffe08a"/>`;
}

export const paintFire: Painter = async (canvas) => {
  const { width: w, height: h, random, noise, flat } = canvas;
  const image = sky(canvas, [
    [0, '#1a0a0a'],
    [0.5, '#7a1a0a'],
    [1, '#ff7a1a'],
  ]);
  const soft = flat ? 0.04 : 0.35;
  const aspect = h / w;
  paintPixels(image, (u, v, [r, g, b]) => {
    const wave = noise.value(u * 6, v * 6 * aspect) * 0.4;
    // Flames stand higher at the sides than behind the head.
    const heat = noise.fbm(u * 4, v * 2 * aspect + wave, 5) + (v - 0.62) * 0.7 + Math.abs(u - 0.5) * 0.25;
    const flame = smoothstep(0.45, 0.45 + soft, heat);
    const core = smoothstep(0.62, 0.62 + soft, heat);
    return [mix(r, 1, flame), mix(mix(g, 0.5, flame * 0.9), 0.85, core), mix(mix(b, 0.12, flame * 0.6), 0.4, core)];
  });
  const sparks = repeat(90, () => {
    const r = w * (0.001 + 0.004 * random() ** 2);
    return `<circle cx="${w * random()}" cy="${h * random()}" r="${r}" fill="#ffd27a" opacity="${between(random, 0.4, 1)}"/>`;
  });
  await addShapes(image, sparks);
  return image;
};

/** A photographer's backdrop: one colour, lit from behind the head, the light a little to one side. */
export function paintStudio(canvas: Canvas, colour: Readonly<Rgb>): Image {
  const { width, height, random, noise, flat } = canvas;
  const image = flatImage(width, height, colour);
  const light = mixRgb(colour, [1, 1, 1], 0.42);
  const shade: Rgb = [colour[0] * 0.5, colour[1] * 0.5, colour[2] * 0.5];
  const [centreX, centreY] = [between(random, 0.34, 0.66), between(random, 0.3, 0.42)];
  const aspect = height / width;
  paintPixels(image, (u, v) => {
    const distance = Math.hypot(u - centreX, (v - centreY) * aspect * 0.83);
    // Mottled like painted canvas.
    const mottle = flat ? 0 : (noise.fbm(u * 5, v * 5 * aspect, 4) - 0.5) * 0.22;
    return mixRgb(light, shade, smoothstep(0, 0.9, distance + mottle));
  });
  return image;
}
