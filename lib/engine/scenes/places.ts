/** Scenes that people made, and the weather over them. */
import { between, oneOf } from '../kernel/noise.ts';
import { addClouds, addShapes, type Canvas, lightShafts, type Painter, repeat, sky } from './canvas.ts';

const NEON = ['#ff3fa4', '#3ff2ff', '#ffe14d'] as const;
const WINDOWS = ['#ffd166', '#5ef1ff', '#ff6bd6', '#fff1c9'] as const;

export const paintCity: Painter = async (canvas) => {
  const image = sky(canvas, [
    [0, '#14103a'],
    [0.45, '#4a1f7a'],
    [0.75, '#d23f8f'],
    [1, '#ff9a6b'],
  ]);
  const rows = ['#45267a', '#2a1560', '#150b36'];
  await addShapes(image, rows.map((fill, row) => skyline(canvas, fill, 0.66 - 0.1 * row)).join(''));
  return image;
};

/** A row of towers from edge to edge, `tallest` at most 1.1 times that fraction of the height. */
function skyline(canvas: Canvas, fill: string, tallest: number): string {
  const { width: w, height: h, random } = canvas;
  let shapes = '';
  for (let x = -w * 0.08 * random(); x < w; ) {
    const width = w * between(random, 0.07, 0.18);
    const top = h - h * tallest * between(random, 0.5, 1.1);
    shapes += `<rect x="${x}" y="${top}" width="${width}" height="${h - top}" fill="${fill}"/>`;
    shapes += windows(canvas, x, top, width);
    if (random() < 0.35) {
      shapes += `<rect x="${x + width * 0.3}" y="${top + h * 0.03}" width="${width * 0.22}" height="${h * 0.1}" rx="3" fill="none" stroke="${oneOf(random, NEON)}" stroke-width="${w * 0.006}"/>`;
    }
    x += width + w * 0.008;
  }
  return shapes;
}

function windows({ width: w, height: h, random }: Canvas, left: number, top: number, width: number): string {
  const [paneWidth, paneHeight] = [w * 0.012, h * 0.009];
  let shapes = '';
  for (let y = top + paneHeight * 2; y < h; y += paneHeight * 2.4) {
    for (let x = left + paneWidth; x < left + width - paneWidth; x += paneWidth * 1.9) {
      if (random() > 0.28) continue;
      shapes += `<rect x="${x}" y="${y}" width="${paneWidth}" height="${paneHeight}" fill="${oneOf(random, WINDOWS)}" opacity="${between(random, 0.5, 1)}"/>`;
    }
  }
  return shapes;
}

export const paintOffice: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#eef2f5'],
    [0.6, '#d3dce4'],
    [1, '#a9b6c2'],
  ]);
  const shift = between(random, -0.12, 0.02);
  const definitions =
    '<linearGradient id="pane" x1="0" y1="0" x2=".3" y2="1"><stop offset="0" stop-color="#a9d3ee"/><stop offset="1" stop-color="#f7fbff"/></linearGradient>';
  const panes = repeat(5, (pane) => {
    const x = w * (pane * 0.28 + shift);
    const outside = repeat(4, (house) => {
      const height = h * between(random, 0.06, 0.26);
      return `<rect x="${x + w * 0.06 * house}" y="${h * 0.62 - height}" width="${w * 0.055}" height="${height}" fill="#9fb8c9" opacity=".55"/>`;
    });
    return `<rect x="${x}" y="${h * 0.06}" width="${w * 0.24}" height="${h * 0.56}" fill="url(#pane)"/>${outside}<rect x="${x + w * 0.118}" y="${h * 0.06}" width="${w * 0.006}" height="${h * 0.56}" fill="#b7c4cf"/>`;
  });
  const sill = `<rect y="${h * 0.66}" width="${w}" height="${h * 0.06}" fill="#8d99a6"/><rect y="${h * 0.72}" width="${w}" height="${h * 0.28}" fill="#6f7c89"/>`;
  const plantX = w * (random() < 0.5 ? 0.09 : 0.91);
  const plant =
    repeat(9, (leaf) => {
      const angle = -Math.PI * (0.08 + 0.105 * leaf);
      const [tipX, tipY] = [plantX + Math.cos(angle) * w * 0.16, h * 0.6 + Math.sin(angle) * h * 0.15];
      return `<path d="M${plantX} ${h * 0.62}Q${(plantX + tipX) / 2 - w * 0.03} ${tipY} ${tipX} ${tipY}Q${(plantX + tipX) / 2 + w * 0.03} ${h * 0.6} ${plantX} ${h * 0.62}" fill="${leaf % 2 ? '#4f9a68' : '#3d8057'}"/>`;
    }) +
    `<path d="M${plantX - w * 0.06} ${h * 0.6}h${w * 0.12}l${-w * 0.015} ${h * 0.07}h${-w * 0.09}z" fill="#e9e4da"/>`;
  await addShapes(image, panes + sill + plant, { definitions });
  return image;
};

export const paintCafe: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#2c1a14'],
    [0.5, '#6b4029'],
    [1, '#3a2218'],
  ]);
  const colours = ['#b5563c', '#d9a441', '#4d7a78', '#e6d3ae', '#7a3b4a'] as const;
  let shapes = '';
  for (let shelf = 0; shelf < 5; shelf += 1) {
    const foot = h * (0.24 + 0.17 * shelf);
    for (let x = 0; x < w; ) {
      const width = w * between(random, 0.015, 0.04);
      const height = h * between(random, 0.07, 0.12);
      if (random() < 0.85) {
        shapes += `<rect x="${x}" y="${foot - height}" width="${width * 0.92}" height="${height}" fill="${oneOf(random, colours)}" opacity=".8"/>`;
      }
      x += width;
    }
    shapes += `<rect y="${foot}" width="${w}" height="${h * 0.014}" fill="#1e110c"/>`;
  }
  const definitions =
    '<radialGradient id="lamp"><stop offset="0" stop-color="#ffe9b0"/><stop offset=".25" stop-color="#ffc873" stop-opacity=".8"/><stop offset="1" stop-color="#ff9d3c" stop-opacity="0"/></radialGradient>';
  const lamps = repeat(7, (lamp) => {
    const [x, y] = [(w * (lamp + between(random, 0.2, 0.8))) / 7, h * between(random, 0.04, 0.26)];
    return `<path d="M${x} 0V${y}" stroke="#120a07" stroke-width="${w * 0.005}"/><circle cx="${x}" cy="${y}" r="${w * 0.13}" fill="url(#lamp)"/><circle cx="${x}" cy="${y}" r="${w * 0.022}" fill="#fff6dc"/>`;
  });
  await addShapes(image, shapes + lamps, { definitions });
  return image;
};

export const paintParty: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#5b2a9d'],
    [0.6, '#d9479b'],
    [1, '#ff9d6c'],
  ]);
  const colours = ['#ffe14d', '#4de1ff', '#ff5c8a', '#7dff9b', '#ffffff'] as const;
  const string = (y: number) =>
    repeat(9, (flag) => {
      const x = (w * flag) / 8.5;
      const sag = h * 0.06 * Math.sin((Math.PI * flag) / 8.5);
      return `<path d="M${x - w * 0.05} ${y + sag}h${w * 0.1}l${-w * 0.05} ${h * 0.07}z" fill="${colours[flag % 5]}" opacity=".95"/>`;
    });
  const confetti = repeat(130, () => {
    const [x, y, size] = [w * random(), h * random(), w * between(random, 0.008, 0.024)];
    return `<rect x="${x}" y="${y}" width="${size}" height="${size * 0.5}" transform="rotate(${360 * random()} ${x} ${y})" fill="${oneOf(random, colours)}" opacity=".9"/>`;
  });
  const balloons = repeat(6, (balloon) => {
    const x = w * (balloon % 2 ? between(random, 0.8, 1) : between(random, 0, 0.2));
    const [y, r] = [h * between(random, 0.3, 0.75), w * between(random, 0.06, 0.09)];
    return `<path d="M${x} ${y + r}q${r * 0.4} ${r * 2} 0 ${r * 4}" stroke="#fff" stroke-opacity=".5" stroke-width="${w * 0.004}" fill="none"/><ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 1.18}" fill="${colours[balloon % 4]}"/><ellipse cx="${x - r * 0.35}" cy="${y - r * 0.45}" rx="${r * 0.2}" ry="${r * 0.3}" fill="#fff" opacity=".6"/>`;
  });
  await addShapes(image, string(h * 0.01) + string(h * 0.1) + confetti + balloons);
  return image;
};

export const paintStage: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#0b0a1e'],
    [0.6, '#2a1450'],
    [1, '#4b1d5c'],
  ]);
  const colours = ['#ff4fa0', '#4fb8ff', '#ffd75e', '#9a6bff'];
  const beams = repeat(7, (beam) => {
    const x = (w * (beam + 0.5)) / 7;
    const foot = x + w * between(random, -0.5, 0.5);
    const spread = w * between(random, 0.08, 0.16);
    return `<path d="M${x - w * 0.01} ${h * 0.04}h${w * 0.02}L${foot + spread} ${h}L${foot - spread} ${h}Z" fill="${colours[beam % 4]}" opacity=".3"/><circle cx="${x}" cy="${h * 0.04}" r="${w * 0.022}" fill="#fff" opacity=".95"/>`;
  });
  const truss = `<path d="M0 ${h * 0.015}H${w}M0 ${h * 0.045}H${w}" stroke="#05040d" stroke-width="${h * 0.006}"/>`;
  const crowd = repeat(26, (head) => {
    const [x, r] = [(w * (head + random())) / 25, w * between(random, 0.025, 0.04)];
    return `<circle cx="${x}" cy="${h * 0.93}" r="${r}" fill="#0a0716"/><rect x="${x - r * 1.5}" y="${h * 0.95}" width="${r * 3}" height="${h * 0.06}" rx="${r}" fill="#0a0716"/>`;
  });
  await addShapes(image, truss + beams + crowd);
  return image;
};

export const paintUnderwater: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#6be6f2'],
    [0.5, '#1590c4'],
    [1, '#0a3c78'],
  ]);
  const plants = repeat(14, (plant) => {
    const x = w * (plant % 2 ? between(random, 0.72, 1) : between(random, 0, 0.28));
    const [height, sway] = [h * between(random, 0.1, 0.3), w * between(random, -0.06, 0.06)];
    return `<path d="M${x} ${h}c${sway} ${-height * 0.3} ${-sway} ${-height * 0.6} ${sway * 0.5} ${-height}" stroke="${plant % 3 ? '#0f6f7d' : '#e0607e'}" stroke-width="${w * between(random, 0.012, 0.024)}" stroke-linecap="round" fill="none"/>`;
  });
  const bubbles = repeat(60, () => {
    const r = w * (0.004 + 0.02 * random() ** 2);
    return `<circle cx="${w * random()}" cy="${h * random()}" r="${r}" fill="#fff" fill-opacity=".12" stroke="#fff" stroke-opacity=".6" stroke-width="${r * 0.15}"/>`;
  });
  const fish = repeat(7, () => {
    const [x, y, size] = [w * random(), h * between(random, 0.1, 0.8), w * between(random, 0.02, 0.04)];
    const way = random() < 0.5 ? 1 : -1;
    return `<path d="M${x} ${y}q${way * size} ${-size * 0.8} ${way * size * 2} 0q${-way * size} ${size * 0.8} ${-way * size * 2} 0l${-way * size * 0.7} ${-size * 0.5}v${size}z" fill="${oneOf(random, ['#ffb84d', '#ff7a6b', '#ffe27a'])}" opacity=".9"/>`;
  });
  await addShapes(image, lightShafts(canvas, { count: 8, colour: '#ffffff', opacity: 0.12 }) + plants + fish + bubbles);
  return image;
};

export const paintRain: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#39465a'],
    [0.6, '#66788c'],
    [1, '#8b9aa8'],
  ]);
  addClouds(canvas, image, { top: 0, bottom: 0.6, opacity: 0.6, clear: 0.42, colour: '#2c3645' });
  const slant = between(random, -0.3, 0.3);
  const drops = repeat(220, () => {
    const [x, y, length] = [w * between(random, -0.1, 1.1), h * random(), h * between(random, 0.02, 0.07)];
    return `<path d="M${x} ${y}l${length * slant} ${length}" stroke="#dceaf5" stroke-width="${w * 0.002}" opacity="${between(random, 0.25, 0.65)}"/>`;
  });
  const x = w * (random() < 0.5 ? between(random, 0.06, 0.2) : between(random, 0.8, 0.94));
  const bolt = `<path d="M${x} 0l${w * 0.04} ${h * 0.13}l${-w * 0.05} ${h * 0.02}l${w * 0.05} ${h * 0.15}l${-w * 0.1} ${-h * 0.17}l${w * 0.05} ${-h * 0.015}z" fill="#f6fbff" opacity=".85"/>`;
  await addShapes(image, bolt + drops);
  return image;
};
