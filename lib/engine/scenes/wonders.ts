/** Skies, light and heights: aurora, clouds, a roof at dusk, a vineyard; and two grounds of pure colour. */
import { mix, smoothstep } from '../kernel/image.ts';
import { between, oneOf } from '../kernel/noise.ts';
import { addClouds, addShapes, lightShafts, type Painter, paintPixels, repeat, ridge, sky } from './canvas.ts';
import { pine } from './plants.ts';

export const paintAurora: Painter = async (canvas) => {
  const { width: w, height: h, random, noise, flat } = canvas;
  const image = sky(canvas, [
    [0, '#071029'],
    [0.6, '#123a5a'],
    [0.85, '#2c6a78'],
    [1, '#0d2238'],
  ]);
  const [first, second] = [between(random, 0, 40), between(random, 50, 90)];
  const curtain = (u: number, v: number, offset: number, foot: number) => {
    const edge = foot + 0.22 * (noise.fbm(u * 1.6 + offset, offset, 3) - 0.5) * 2;
    const rays = 0.55 + 0.45 * noise.value(u * 26 + offset, offset);
    const below = smoothstep(edge + 0.05, edge - 0.02, v);
    const above = smoothstep(edge - 0.48, edge - 0.02, v);
    const light = below * above * rays;
    return flat ? 0.55 * smoothstep(0.16, 0.19, light) + 0.35 * smoothstep(0.46, 0.49, light) : light;
  };
  paintPixels(image, (u, v, [r, g, b]) => {
    const green = curtain(u, v, first, 0.52);
    const violet = curtain(u, v, second, 0.36) * 0.8;
    return [
      mix(r, 0.42, violet) + green * 0.12,
      mix(g, 0.95, green * 0.85),
      mix(mix(b, 0.62, green), 0.86, violet * 0.8),
    ];
  });
  const stars = repeat(110, () => {
    const r = random() ** 3 * w * 0.003 + w * 0.0008;
    return `<circle cx="${w * random()}" cy="${h * 0.6 * random()}" r="${r}" fill="#fff" opacity="${between(random, 0.4, 1)}"/>`;
  });
  const trees = repeat(18, (tree) =>
    pine(w * ((tree + random()) / 17.5), h * between(random, 0.93, 1), h * between(random, 0.1, 0.24), '#06121f'),
  );
  await addShapes(
    image,
    stars +
      ridge(canvas, { foot: 0.86, rise: 0.26, peaks: 2.4, fill: '#1a3d52' }) +
      ridge(canvas, { foot: 0.98, rise: 0.14, peaks: 2, fill: '#dbeaf3' }) +
      trees,
  );
  return image;
};

export const paintCloudscape: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#3f8fe0'],
    [0.45, '#9fd2f6'],
    [0.75, '#ffe7d2'],
    [1, '#fff6ea'],
  ]);
  addClouds(canvas, image, { top: 0.05, bottom: 0.7, opacity: 0.8, clear: 0.55 });
  const bank = (foot: number, fill: string, size: number) =>
    `${repeat(13, (puff) => {
      const [x, r] = [w * ((puff + random() * 0.7) / 12), w * between(random, 0.09, 0.16) * size];
      return `<circle cx="${x}" cy="${h * foot + r * between(random, -0.3, 0.5)}" r="${r}" fill="${fill}"/>`;
    })}<rect y="${h * foot}" width="${w}" height="${h}" fill="${fill}"/>`;
  const sun = `<circle cx="${w * between(random, 0.12, 0.3)}" cy="${h * 0.16}" r="${w * 0.09}" fill="#fffbe2"/>`;
  await addShapes(
    image,
    sun +
      lightShafts(canvas, { count: 6, opacity: 0.1 }) +
      bank(0.7, '#e3e9f6', 0.8) +
      bank(0.8, '#f3e6ea', 1) +
      bank(0.9, '#ffffff', 1.15),
  );
  return image;
};

export const paintRooftop: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#1e2a5c'],
    [0.4, '#7a5590'],
    [0.62, '#f0937f'],
    [0.72, '#ffd49a'],
    [1, '#5a4468'],
  ]);
  const towers = (fill: string, lit: number, base: number) => {
    let shapes = '';
    for (let x = -w * 0.05; x < w; ) {
      const [wide, top] = [w * between(random, 0.06, 0.14), h * (base - between(random, 0.04, 0.26))];
      shapes += `<rect x="${x}" y="${top}" width="${wide}" height="${h}" fill="${fill}"/>`;
      shapes += repeat(16, () =>
        random() < lit
          ? `<rect x="${x + wide * between(random, 0.1, 0.85)}" y="${top + h * between(random, 0.015, 0.3)}" width="${w * 0.009}" height="${h * 0.009}" fill="#ffe2a0" opacity=".9"/>`
          : '',
      );
      x += wide + w * 0.004;
    }
    return shapes;
  };
  const rail = `<rect y="${h * 0.84}" width="${w}" height="${h * 0.16}" fill="#2a2036"/><rect y="${h * 0.83}" width="${w}" height="${h * 0.018}" fill="#4b3a58"/>`;
  const string = repeat(2, (row) => {
    const [from, sag] = [h * between(random, 0.04, 0.14), h * between(random, 0.07, 0.13)];
    const cable = `<path d="M0 ${from}Q${w / 2} ${from + 2 * sag} ${w} ${from + row * h * 0.03}" stroke="#221a2e" stroke-width="${w * 0.004}" fill="none"/>`;
    return (
      cable +
      repeat(9, (bulb) => {
        const t = (bulb + 0.5) / 9;
        const [x, y] = [w * t, from + 4 * sag * t * (1 - t) + row * h * 0.03 * t * t + h * 0.012];
        return `<circle cx="${x}" cy="${y}" r="${w * 0.034}" fill="#ffcf7a" opacity=".22"/><circle cx="${x}" cy="${y}" r="${w * 0.012}" fill="#fff2cf"/>`;
      })
    );
  });
  await addShapes(image, towers('#6c4f80', 0.3, 0.78) + towers('#3e2f58', 0.5, 0.88) + rail + string);
  return image;
};

export const paintVineyard: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#6fb4e8'],
    [0.4, '#fbe3b8'],
    [0.55, '#ffd894'],
    [1, '#8f9c4a'],
  ]);
  addClouds(canvas, image, { top: 0.04, bottom: 0.42, opacity: 0.8, clear: 0.54, colour: '#fff3e0' });
  const vanish = w * between(random, 0.3, 0.7);
  const cypress = (x: number, foot: number, size: number) =>
    `<path d="M${x} ${foot - size}Q${x + size * 0.13} ${foot - size * 0.4} ${x + size * 0.06} ${foot}H${x - size * 0.06}Q${x - size * 0.13} ${foot - size * 0.4} ${x} ${foot - size}Z" fill="#3c5a34"/>`;
  const trees = repeat(9, () =>
    cypress(w * random(), h * between(random, 0.58, 0.64), h * between(random, 0.08, 0.17)),
  );
  const house = w * between(random, 0.12, 0.88);
  const villa = `<path d="M${house - w * 0.08} ${h * 0.58}v${-h * 0.05}l${w * 0.08} ${-h * 0.03}l${w * 0.08} ${h * 0.03}v${h * 0.05}z" fill="#e9c48f"/><path d="M${house - w * 0.09} ${h * 0.532}l${w * 0.09} ${-h * 0.034}l${w * 0.09} ${h * 0.034}z" fill="#b5603c"/>`;
  const rows = repeat(15, (row) => {
    const foot = w * (-1 + (3 * row) / 14);
    const bushes = repeat(11, (bush) => {
      const t = (bush / 10) ** 1.8;
      const [x, y, r] = [
        mix(vanish + (foot - vanish) * 0.12, foot, t),
        mix(h * 0.68, h * 1.02, t),
        w * mix(0.012, 0.075, t),
      ];
      return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 0.8}" fill="${(bush + row) % 2 ? '#5f8a36' : '#74a03f'}"/>${t > 0.2 ? `<circle cx="${x + r * 0.2}" cy="${y + r * 0.3}" r="${r * 0.2}" fill="#5a2f6e"/>` : ''}`;
    });
    return `<path d="M${vanish + (foot - vanish) * 0.1} ${h * 0.68}L${foot} ${h}" stroke="#a97f4a" stroke-width="${w * 0.02}"/>${bushes}`;
  });
  await addShapes(
    image,
    ridge(canvas, { foot: 0.64, rise: 0.18, peaks: 2, fill: '#a9b98a' }) +
      ridge(canvas, { foot: 0.68, rise: 0.14, peaks: 1.6, fill: '#8ea95e' }) +
      villa +
      trees +
      rows,
  );
  return image;
};

/** Ground, depth and flash. */
type Burst = readonly [base: string, deep: string, light: string];

const BURSTS: readonly [Burst, ...Burst[]] = [
  ['#f7c21c', '#f0592a', '#fff2a8'],
  ['#25b7e8', '#1a5fc4', '#dff6ff'],
  ['#ff5d7e', '#b81f5a', '#ffe0e8'],
  ['#7fd13b', '#1f8a4c', '#f2ffd8'],
];

export const paintAction: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const [base, deep, light] = oneOf(random, BURSTS);
  const image = sky(canvas, [
    [0, base],
    [1, deep],
  ]);
  const [cx, cy] = [w * between(random, 0.42, 0.58), h * between(random, 0.34, 0.46)];
  const far = Math.hypot(w, h);
  const spike = (angle: number, spread: number, from: number, fill: string, opacity = 1) => {
    const at = (turn: number, reach: number) => `${cx + Math.cos(turn) * reach} ${cy + Math.sin(turn) * reach}`;
    return `<path d="M${at(angle, from)}L${at(angle - spread, far)}L${at(angle + spread, far)}Z" fill="${fill}" opacity="${opacity}"/>`;
  };
  const beams = repeat(14, (beam) =>
    spike((beam / 14) * 6.283 + random() * 0.1, between(random, 0.08, 0.15), w * 0.05, light, 0.55),
  );
  const lines = repeat(70, () =>
    spike(
      6.283 * random(),
      between(random, 0.004, 0.014),
      w * between(random, 0.5, 0.85),
      random() < 0.7 ? '#fff' : deep,
      0.85,
    ),
  );
  const burst = `M${repeat(36, (tip) => {
    const angle = (tip / 36) * 6.283;
    const reach = w * (tip % 2 ? 0.44 : between(random, 0.56, 0.68));
    return `${tip ? 'L' : ''}${cx + Math.cos(angle) * reach} ${cy + Math.sin(angle) * reach * 1.1}`;
  })}Z`;
  await addShapes(
    image,
    `${beams}${lines}<path d="${burst}" fill="${light}" stroke="${deep}" stroke-width="${w * 0.012}"/>`,
  );
  return image;
};

export const paintHearts: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#ff9db6'],
    [0.55, '#ffc6d2'],
    [1, '#ffe6df'],
  ]);
  const heart = (x: number, y: number, r: number, fill: string, opacity: number) =>
    `<path d="M${x} ${y + r}C${x - r * 1.7} ${y - r * 0.1} ${x - r * 0.9} ${y - r * 1.25} ${x} ${y - r * 0.45}C${x + r * 0.9} ${y - r * 1.25} ${x + r * 1.7} ${y - r * 0.1} ${x} ${y + r}Z" fill="${fill}" opacity="${opacity}" transform="rotate(${between(random, -24, 24)} ${x} ${y})"/>`;
  const fills = ['#f2476f', '#ff7d99', '#ffffff', '#d92d5c', '#ffb3c4'] as const;
  const glow = repeat(14, () => {
    const r = w * between(random, 0.06, 0.16);
    return `<circle cx="${w * random()}" cy="${h * random()}" r="${r}" fill="#fff" opacity="${between(random, 0.08, 0.2)}"/>`;
  });
  const far = repeat(46, () =>
    heart(
      w * random(),
      h * random(),
      w * between(random, 0.012, 0.035),
      oneOf(random, fills),
      between(random, 0.4, 0.75),
    ),
  );
  // Large hearts keep to the sides, where no head covers them.
  const near = repeat(11, (index) => {
    const x = w * (index % 2 ? between(random, 0.78, 1.02) : between(random, -0.02, 0.22));
    const [y, r] = [h * ((index + random()) / 11), w * between(random, 0.06, 0.11)];
    return `${heart(x, y, r, oneOf(random, ['#f2476f', '#e23361', '#ff6f8f']), 0.95)}<ellipse cx="${x - r * 0.42}" cy="${y - r * 0.42}" rx="${r * 0.2}" ry="${r * 0.13}" fill="#fff" opacity=".55" transform="rotate(-35 ${x - r * 0.42} ${y - r * 0.42})"/>`;
  });
  await addShapes(image, glow + far + near);
  return image;
};
