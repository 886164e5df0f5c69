/** Scenes out of doors by day. All lengths are fractions of the canvas, so that they hold at any size. */
import { between } from '../kernel/noise.ts';
import { addClouds, addShapes, type Canvas, lightShafts, type Painter, repeat, ridge, sky } from './canvas.ts';
import { blossom, leafTree, palm, pine } from './plants.ts';

export const paintBeach: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const horizon = between(random, 0.53, 0.59);
  const sand = horizon + 0.22;
  const image = sky(canvas, [
    [0, '#3aa7f0'],
    [horizon - 0.06, '#9fe0fb'],
    [horizon, '#d8f6ff'],
    [horizon + 0.001, '#1f9fc4'],
    [sand - 0.04, '#54d6d2'],
    [sand, '#f6e6bf'],
    [1, '#ecca8e'],
  ]);
  addClouds(canvas, image, { top: 0.03, bottom: horizon - 0.06, opacity: 0.9 });
  const glints = repeat(70, () => {
    const y = h * between(random, horizon + 0.01, sand - 0.03);
    return `<rect x="${w * random()}" y="${y}" width="${w * between(random, 0.03, 0.12)}" height="${h * 0.002}" rx="2" fill="#fff" opacity="${between(random, 0.2, 0.6)}"/>`;
  });
  const wave = (sign: 1 | -1) =>
    `q${sign * w * 0.12} ${-sign * h * 0.012} ${sign * w * 0.25} 0${`t${sign * w * 0.25} 0`.repeat(3)}`;
  const foam = `<path d="M0 ${h * (sand - 0.005)}${wave(1)}v${h * 0.012}${wave(-1)}z" fill="#fff" opacity=".8"/>`;
  const palms =
    palm(w * between(random, -0.04, 0.06), h * 0.9, h * between(random, 0.48, 0.6), 1) +
    palm(w * between(random, 0.96, 1.05), h * 0.88, h * between(random, 0.38, 0.5), -1);
  await addShapes(image, glints + foam + palms);
  return image;
};

export const paintForest: Painter = (canvas) =>
  woods(canvas, {
    sky: ['#d9f2c8', '#8cc98a', '#2e6b45'],
    trees: ['#8cc596', '#56a074', '#2f7350', '#1c4d35'],
  });

export const paintAutumn: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = await woods(canvas, {
    sky: ['#ffeec4', '#f6b968', '#a8512c'],
    trees: ['#f4c06b', '#e0893a', '#bf5a2a', '#7a3320'],
    round: true,
  });
  const colours = ['#ffcf5c', '#f08a30', '#d7482a', '#a83a24'];
  const leaves = repeat(46, (leaf) => {
    const [x, y, size] = [w * random(), h * random(), w * between(random, 0.008, 0.02)];
    return `<path d="M${x} ${y - size}Q${x + size} ${y} ${x} ${y + size}Q${x - size} ${y} ${x} ${y - size}Z" fill="${colours[leaf % 4]}" opacity=".9" transform="rotate(${360 * random()} ${x} ${y})"/>`;
  });
  await addShapes(image, leaves);
  return image;
};

type Woods = { sky: [string, string, string]; trees: string[]; round?: boolean };

/** Rows of trees, the nearest darkest, with light falling through. */
async function woods(canvas: Canvas, { sky: [top, middle, bottom], trees, round = false }: Woods) {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, top],
    [0.4, middle],
    [1, bottom],
  ]);
  let shapes = '';
  trees.forEach((fill, row) => {
    const count = 10 - row;
    shapes += repeat(count, (tree) => {
      const x = w * ((tree + 0.5 * random()) / (count - 1));
      const size = h * between(random, 0.3, 0.5) * (1 + row * 0.08);
      const foot = h * (0.66 + 0.13 * row);
      return round ? leafTree(x, foot, size * 0.85, fill) : pine(x, foot, size, fill);
    });
    if (row === 1) shapes += lightShafts(canvas, { count: 7, opacity: 0.13 });
  });
  shapes += lightShafts(canvas, { count: 5, opacity: 0.07 });
  await addShapes(image, shapes);
  return image;
}

export const paintMountain: Painter = async (canvas) => {
  const image = sky(canvas, [
    [0, '#3f97e0'],
    [0.6, '#d7efff'],
    [1, '#e9f7e0'],
  ]);
  addClouds(canvas, image, { top: 0.03, bottom: 0.5, opacity: 0.9 });
  await addShapes(
    image,
    ridge(canvas, { foot: 0.84, rise: 0.66, peaks: 2.2, fill: '#9dbcd6' }) +
      ridge(canvas, { foot: 0.9, rise: 0.5, peaks: 2.6, fill: '#7ba3b5' }) +
      ridge(canvas, { foot: 0.95, rise: 0.4, peaks: 3, fill: '#5d9380' }) +
      ridge(canvas, { foot: 1.04, rise: 0.3, peaks: 2.6, fill: '#3f7a52' }),
  );
  return image;
};

export const paintMeadow: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#5fb4f2'],
    [0.5, '#d9f1ff'],
    [0.62, '#fdf7d8'],
    [1, '#a6d672'],
  ]);
  addClouds(canvas, image, { top: 0.04, bottom: 0.5, opacity: 0.9 });
  const hills =
    ridge(canvas, { foot: 0.72, rise: 0.18, peaks: 1.6, fill: '#a9d68a' }) +
    ridge(canvas, { foot: 0.8, rise: 0.2, peaks: 2, fill: '#7cbc63' }) +
    ridge(canvas, { foot: 0.88, rise: 0.16, peaks: 1.4, fill: '#5aa24e' });
  const colours = ['#ff6f91', '#ffd447', '#ffffff', '#b07cf0', '#ff9a4d'];
  const flowers = repeat(120, (flower) => {
    const depth = Math.sqrt(random());
    const [x, y, r] = [w * random(), h * (0.72 + 0.28 * depth), w * (0.004 + 0.013 * depth)];
    const fill = colours[flower % 5];
    return `<path d="M${x} ${y}v${r * 5}" stroke="#3c7f3d" stroke-width="${r * 0.35}"/>${blossom(x, y, r, () => fill ?? '#fff', '#f4b32e')}`;
  });
  await addShapes(image, hills + flowers);
  return image;
};

export const paintSakura: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#8fd0f7'],
    [0.55, '#dff3ff'],
    [1, '#ffe3ee'],
  ]);
  addClouds(canvas, image, { top: 0.1, bottom: 0.7, opacity: 0.85 });
  const y = () => h * between(random, 0.02, 0.1);
  let shapes = `<path d="M${-w * 0.05} ${y()}C${w * 0.2} ${y()} ${w * 0.3} ${y()} ${w * 0.55} ${y()}M${w * 1.05} ${y()}C${w * 0.85} ${y()} ${w * 0.8} ${y()} ${w * 0.66} ${y()}M${-w * 0.05} ${h * 0.06}C${w * 0.04} ${h * 0.14} ${w * 0.06} ${h * 0.2} ${w * 0.13} ${h * 0.26}M${w * 1.04} ${h * 0.04}C${w * 0.95} ${h * 0.12} ${w * 0.95} ${h * 0.2} ${w * 0.88} ${h * 0.27}" stroke="#6b4436" stroke-width="${w * 0.016}" fill="none" stroke-linecap="round"/>`;
  const petal = () => (random() < 0.5 ? '#ffc4d8' : '#ffb0cb');
  shapes += repeat(130, (flower) => {
    const r = w * between(random, 0.018, 0.038);
    // Three in four hang along the top, the others down the two sides.
    const along = flower % 4 ? [random(), 0.02 + 0.12 * random()] : sideOf(random() < 0.5, random(), random());
    return blossom(w * (along[0] ?? 0), h * (along[1] ?? 0), r, petal, '#f0688f');
  });
  shapes += repeat(46, () => {
    const [x, top, r] = [w * random(), h * random(), w * between(random, 0.006, 0.018)];
    return `<ellipse cx="${x}" cy="${top}" rx="${r}" ry="${r * 0.55}" transform="rotate(${360 * random()} ${x} ${top})" fill="#ffb7cf" opacity="${between(random, 0.55, 0.95)}"/>`;
  });
  await addShapes(image, shapes);
  return image;
};

/** A place on a branch that hangs down the left or the right side. */
function sideOf(left: boolean, along: number, spread: number): [number, number] {
  const inward = 0.01 + 0.11 * along + 0.05 * spread;
  return [left ? inward : 1 - inward, 0.06 + 0.22 * along];
}

export const paintSnow: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#7fa9d8'],
    [0.6, '#dbe9f7'],
    [1, '#f7fbff'],
  ]);
  const far = ridge(canvas, { foot: 0.76, rise: 0.4, peaks: 2.4, fill: '#b9cfe6' });
  const near = ridge(canvas, { foot: 0.86, rise: 0.3, peaks: 3, fill: '#d4e3f2' });
  const trees = repeat(16, (tree) => {
    const x = w * ((tree + random()) / 15.5);
    const size = h * between(random, 0.16, 0.34);
    return pine(x, h * between(random, 0.86, 0.95), size, tree % 2 ? '#5f88a5' : '#7ea2ba');
  });
  const ground = ridge(canvas, { foot: 1.02, rise: 0.18, peaks: 2, fill: '#ffffff' });
  const flakes = repeat(150, () => {
    const r = w * (0.002 + 0.008 * random() ** 2);
    return `<circle cx="${w * random()}" cy="${h * random()}" r="${r}" fill="#fff" opacity="${between(random, 0.6, 1)}"/>`;
  });
  await addShapes(image, far + near + trees + ground + flakes);
  return image;
};

export const paintDesert: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#3f8fd0'],
    [0.45, '#bfe3ef'],
    [0.66, '#fdeccb'],
    [1, '#e0a55e'],
  ]);
  const sun = `<circle cx="${w * between(random, 0.1, 0.9)}" cy="${h * between(random, 0.1, 0.24)}" r="${w * 0.08}" fill="#fff7d6"/>`;
  const cactus = (x: number, y: number, size: number) =>
    `<path d="M${x} ${y}v${-size}M${x} ${y - size * 0.45}h${-size * 0.22}v${-size * 0.28}M${x} ${y - size * 0.35}h${size * 0.22}v${-size * 0.34}" stroke="#3f7d54" stroke-width="${size * 0.12}" stroke-linecap="round" stroke-linejoin="round" fill="none"/>`;
  const dunes =
    ridge(canvas, { foot: 0.74, rise: 0.16, peaks: 1.6, fill: '#eebd7d' }) +
    ridge(canvas, { foot: 0.84, rise: 0.22, peaks: 1.3, fill: '#dd9d57' });
  const plants =
    cactus(w * between(random, 0.06, 0.14), h * 0.88, h * between(random, 0.2, 0.28)) +
    cactus(w * between(random, 0.86, 0.94), h * 0.86, h * between(random, 0.14, 0.22));
  await addShapes(image, sun + dunes + plants + ridge(canvas, { foot: 1, rise: 0.24, peaks: 1.2, fill: '#c9813f' }));
  return image;
};
