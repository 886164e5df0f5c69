/** Scenes within four walls. */
import { between, oneOf } from '../kernel/noise.ts';
import { addShapes, type Canvas, lightShafts, type Painter, repeat, sky } from './canvas.ts';

const SPINES = ['#7d2f2b', '#2f4a3d', '#30405f', '#b08a4a', '#5a3a52', '#8f5a36', '#d8c49a'] as const;

export const paintLibrary: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#3a2517'],
    [0.6, '#57371f'],
    [1, '#2c1b10'],
  ]);
  const bays = [0, 1, 2].map((bay) => shelves(canvas, w * (bay / 3), w / 3)).join('');
  const posts = repeat(4, (post) => {
    const x = w * (post / 3) - w * 0.018;
    return `<rect x="${x}" width="${w * 0.036}" height="${h}" fill="#4a2d18"/><rect x="${x}" width="${w * 0.01}" height="${h}" fill="#7a4f2c"/>`;
  });
  const definitions =
    '<radialGradient id="glow"><stop offset="0" stop-color="#ffe2a6" stop-opacity=".85"/><stop offset="1" stop-color="#ffb45a" stop-opacity="0"/></radialGradient>';
  const lamps = [between(random, 0.08, 0.25), between(random, 0.75, 0.92)]
    .map((at) => {
      const [x, y] = [w * at, h * between(random, 0.14, 0.24)];
      return `<circle cx="${x}" cy="${y}" r="${w * 0.34}" fill="url(#glow)"/><path d="M${x} 0V${y - h * 0.03}" stroke="#1d120a" stroke-width="${w * 0.006}"/><path d="M${x - w * 0.05} ${y}Q${x} ${y - h * 0.07} ${x + w * 0.05} ${y}Z" fill="#2f6a4c"/><ellipse cx="${x}" cy="${y}" rx="${w * 0.045}" ry="${h * 0.006}" fill="#fff3cc"/>`;
    })
    .join('');
  await addShapes(image, bays + posts + lamps, { definitions });
  return image;
};

/** Five boards of books that stand, lean and lie. */
function shelves({ width: w, height: h, random }: Canvas, left: number, wide: number): string {
  let shapes = '';
  for (let board = 0; board < 6; board += 1) {
    const foot = h * (0.155 + 0.175 * board);
    shapes += `<rect x="${left}" y="${foot - h * 0.158}" width="${wide}" height="${h * 0.158}" fill="#24150b"/>`;
    for (let x = left + w * 0.02; x < left + wide - w * 0.03; ) {
      const [thick, tall] = [w * between(random, 0.012, 0.03), h * between(random, 0.09, 0.138)];
      const fill = oneOf(random, SPINES);
      if (random() < 0.9) {
        shapes += `<rect x="${x}" y="${foot - tall}" width="${thick * 0.94}" height="${tall}" fill="${fill}"/><rect x="${x}" y="${foot - tall}" width="${thick * 0.28}" height="${tall}" fill="#fff" opacity=".12"/><rect x="${x}" y="${foot - tall * 0.82}" width="${thick * 0.94}" height="${h * 0.006}" fill="#e3c274" opacity=".7"/>`;
      }
      x += thick;
    }
    shapes += `<rect x="${left}" y="${foot}" width="${wide}" height="${h * 0.017}" fill="#6b4426"/><rect x="${left}" y="${foot + h * 0.012}" width="${wide}" height="${h * 0.012}" fill="#1a0e06" opacity=".5"/>`;
  }
  return shapes;
}

export const paintKitchen: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#f8ead2'],
    [0.6, '#f3d9b4'],
    [1, '#d9a874'],
  ]);
  const tile = w / 9;
  const tiles = repeat(72, (index) => {
    const [column, row] = [index % 9, Math.floor(index / 9)];
    return `<rect x="${column * tile}" y="${h * 0.24 + row * tile * 0.6}" width="${tile * 0.95}" height="${tile * 0.55}" rx="${tile * 0.04}" fill="#fff" opacity="${between(random, 0.3, 0.6)}"/>`;
  });
  const shelf = (y: number) =>
    `<rect y="${y}" width="${w}" height="${h * 0.02}" fill="#9c6a3e"/><rect y="${y + h * 0.02}" width="${w}" height="${h * 0.01}" fill="#6b4526" opacity=".35"/>`;
  const jar = (x: number, foot: number) => {
    const [half, tall] = [w * between(random, 0.028, 0.042), h * between(random, 0.06, 0.09)];
    return `<rect x="${x - half}" y="${foot - tall}" width="${half * 2}" height="${tall}" rx="${half * 0.4}" fill="${oneOf(random, ['#e8b04a', '#c8553d', '#7d9a58', '#f0e2c8', '#8a5a3a'])}"/><rect x="${x - half}" y="${foot - tall}" width="${half * 0.5}" height="${tall}" rx="${half * 0.25}" fill="#fff" opacity=".35"/><rect x="${x - half * 0.8}" y="${foot - tall - h * 0.014}" width="${half * 1.6}" height="${h * 0.018}" rx="3" fill="#5c4030"/>`;
  };
  const loaf = (x: number, foot: number) => {
    const r = w * between(random, 0.06, 0.085);
    const cuts = repeat(
      3,
      (cut) =>
        `<path d="M${x + r * (cut - 1) * 0.5 - r * 0.12} ${foot - r * 0.85}l${r * 0.26} ${r * 0.4}" stroke="#f5d39a" stroke-width="${r * 0.1}" stroke-linecap="round"/>`,
    );
    return `<path d="M${x - r} ${foot}Q${x - r} ${foot - r} ${x} ${foot - r}Q${x + r} ${foot - r} ${x + r} ${foot}Z" fill="#c98642"/><path d="M${x - r} ${foot}Q${x - r} ${foot - r} ${x} ${foot - r}" fill="#e0a65c" opacity=".7"/>${cuts}`;
  };
  const [upper, lower] = [h * 0.2, h * 0.43];
  const things =
    repeat(8, (place) => jar(w * ((place + 0.5) / 8), upper)) +
    repeat(6, (place) => (place % 2 ? loaf : jar)(w * ((place + 0.5) / 6), lower));
  const counter = `<rect y="${h * 0.72}" width="${w}" height="${h * 0.28}" fill="#8a5a34"/><rect y="${h * 0.7}" width="${w}" height="${h * 0.03}" fill="#c9935c"/>`;
  const loaves = repeat(5, (place) => loaf(w * ((place + between(random, 0.3, 0.7)) / 5), h * 0.7));
  await addShapes(
    image,
    tiles + things + shelf(upper) + shelf(lower) + counter + loaves + lightShafts(canvas, { count: 4, opacity: 0.14 }),
  );
  return image;
};

export const paintLaboratory: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#d8eef2'],
    [0.5, '#a9d3dc'],
    [1, '#5f8f9c'],
  ]);
  const panels = repeat(
    4,
    (panel) =>
      `<rect x="${w * panel * 0.26}" y="${h * 0.05}" width="${w * 0.24}" height="${h * 0.16}" rx="6" fill="#f4fcff"/><rect x="${w * panel * 0.26}" y="${h * 0.05}" width="${w * 0.24}" height="${h * 0.02}" fill="#bfdfe6"/>`,
  );
  const liquids = ['#ff5d8f', '#38d6b0', '#ffc93c', '#6a7dff', '#9be15d'] as const;
  const flask = (x: number, foot: number, r: number) => {
    const fill = oneOf(random, liquids);
    const body = `M${x - r * 0.3} ${foot - r * 2.1}V${foot - r * 1.3}L${x - r} ${foot - r * 0.15}Q${x - r} ${foot} ${x - r * 0.8} ${foot}H${x + r * 0.8}Q${x + r} ${foot} ${x + r} ${foot - r * 0.15}L${x + r * 0.3} ${foot - r * 1.3}V${foot - r * 2.1}Z`;
    const liquid = `M${x - r * 0.66} ${foot - r * 0.7}L${x - r * 0.95} ${foot - r * 0.15}Q${x - r} ${foot} ${x - r * 0.8} ${foot}H${x + r * 0.8}Q${x + r} ${foot} ${x + r * 0.95} ${foot - r * 0.15}L${x + r * 0.66} ${foot - r * 0.7}Z`;
    const bubbles = repeat(
      4,
      () =>
        `<circle cx="${x + r * between(random, -0.4, 0.4)}" cy="${foot - r * between(random, 0.1, 1.7)}" r="${r * between(random, 0.05, 0.11)}" fill="#fff" opacity=".8"/>`,
    );
    return `<path d="${body}" fill="#fff" opacity=".4"/><path d="${liquid}" fill="${fill}" opacity=".9"/><path d="${body}" fill="none" stroke="#fff" stroke-width="${r * 0.07}"/>${bubbles}`;
  };
  const shelf = (y: number) =>
    `<rect y="${y}" width="${w}" height="${h * 0.016}" fill="#f7fdff"/><rect y="${y + h * 0.016}" width="${w}" height="${h * 0.012}" fill="#3f6a78" opacity=".3"/>`;
  const row = (y: number, count: number, size: number) =>
    repeat(count, (place) =>
      flask(w * ((place + between(random, 0.35, 0.65)) / count), y, w * size * between(random, 0.8, 1.15)),
    ) + shelf(y);
  const bench = `<rect y="${h * 0.86}" width="${w}" height="${h * 0.14}" fill="#2f5866"/>`;
  await addShapes(image, panels + row(h * 0.36, 7, 0.05) + row(h * 0.56, 6, 0.06) + bench + row(h * 0.86, 5, 0.09));
  return image;
};

export const paintGreenhouse: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#e6f7f2'],
    [0.5, '#bfe6cf'],
    [1, '#4f8a5c'],
  ]);
  const peak = w * between(random, 0.4, 0.6);
  const bars = repeat(9, (bar) => {
    const x = w * (bar / 8);
    return `<path d="M${x} ${h}V${h * 0.3}L${peak + (x - peak) * 0.25} 0" stroke="#f8fffb" stroke-width="${w * 0.011}" fill="none" opacity=".9"/>`;
  });
  const beams = repeat(
    4,
    (beam) =>
      `<path d="M0 ${h * (0.3 + beam * 0.15)}H${w}" stroke="#f8fffb" stroke-width="${w * 0.009}" opacity=".8"/>`,
  );
  const greens = ['#2f7d4a', '#4aa35f', '#1f5e3b', '#6fbb6a'] as const;
  const bush = (x: number, y: number, size: number) =>
    repeat(11, (leaf) => {
      const angle = -Math.PI * (0.02 + 0.096 * leaf) + between(random, -0.1, 0.1);
      const [tipX, tipY] = [x + Math.cos(angle) * size, y + Math.sin(angle) * size * 0.9];
      const [sideX, sideY] = [-Math.sin(angle) * size * 0.17, Math.cos(angle) * size * 0.17];
      const [midX, midY] = [(x + tipX) / 2, (y + tipY) / 2];
      return `<path d="M${x} ${y}Q${midX + sideX} ${midY + sideY} ${tipX} ${tipY}Q${midX - sideX} ${midY - sideY} ${x} ${y}Z" fill="${greens[leaf % 4]}"/><path d="M${x} ${y}L${tipX} ${tipY}" stroke="#c8eec0" stroke-width="${size * 0.012}" opacity=".5"/>`;
    });
  const back = repeat(7, (plant) =>
    bush(w * ((plant + random()) / 6.5), h * between(random, 0.72, 0.8), w * between(random, 0.18, 0.28)),
  );
  const hanging = repeat(4, (basket) => {
    const x = w * ((basket < 2 ? 0.06 : 0.6) + 0.18 * basket * (basket < 2 ? 1 : 0.65) + between(random, -0.03, 0.03));
    const y = h * between(random, 0.1, 0.24);
    return `<path d="M${x} 0V${y}" stroke="#8a6a48" stroke-width="${w * 0.004}"/><path d="M${x - w * 0.06} ${y}h${w * 0.12}l${-w * 0.02} ${h * 0.045}h${-w * 0.08}z" fill="#b9764a"/>${bush(x, y, w * 0.12)}`;
  });
  const front = repeat(6, (plant) =>
    bush(
      w * (plant % 2 ? between(random, 0.72, 1.05) : between(random, -0.05, 0.28)),
      h * between(random, 0.95, 1.02),
      w * between(random, 0.3, 0.42),
    ),
  );
  await addShapes(image, bars + beams + lightShafts(canvas, { count: 5, opacity: 0.16 }) + back + hanging + front);
  return image;
};
