/** Feasts, games and the street: where something is going on. */
import { between, oneOf } from '../kernel/noise.ts';
import { addShapes, lightShafts, type Painter, repeat, ridge, sky } from './canvas.ts';
import { pine } from './plants.ts';

export const paintChristmas: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#3a1a22'],
    [0.55, '#7d2a2c'],
    [1, '#4a2018'],
  ]);
  const treeX = w * between(random, 0.84, 0.96);
  const tree = pine(treeX, h * 0.98, h * 0.86, '#1d5238') + pine(treeX - w * 0.015, h * 0.98, h * 0.82, '#2b6d48');
  const balls = repeat(44, () => {
    const t = Math.sqrt(random());
    const [x, y, r] = [
      treeX + w * 0.4 * t * between(random, -1, 1) * 0.75,
      h * (0.16 + 0.78 * t),
      w * between(random, 0.012, 0.024),
    ];
    const fill = oneOf(random, ['#e5383b', '#ffd166', '#f1f1f1', '#4dabf7']);
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/><circle cx="${x - r * 0.3}" cy="${y - r * 0.3}" r="${r * 0.28}" fill="#fff" opacity=".8"/>`;
  });
  const star = `<path d="${starPath(treeX, h * 0.12, w * 0.06)}" fill="#ffe27a"/><circle cx="${treeX}" cy="${h * 0.12}" r="${w * 0.13}" fill="#ffe27a" opacity=".2"/>`;
  const lights = repeat(60, () => {
    const [x, y, r] = [w * random(), h * random(), w * between(random, 0.004, 0.009)];
    return `<circle cx="${x}" cy="${y}" r="${r * 4}" fill="#ffcf70" opacity=".16"/><circle cx="${x}" cy="${y}" r="${r}" fill="#fff0c4"/>`;
  });
  const fireX = w * between(random, 0.1, 0.2);
  const mantel = `<rect x="${fireX - w * 0.22}" y="${h * 0.5}" width="${w * 0.44}" height="${h * 0.5}" fill="#8d4a36"/><rect x="${fireX - w * 0.26}" y="${h * 0.47}" width="${w * 0.52}" height="${h * 0.035}" fill="#5a3424"/><path d="M${fireX - w * 0.14} ${h}V${h * 0.72}Q${fireX} ${h * 0.62} ${fireX + w * 0.14} ${h * 0.72}V${h}Z" fill="#1d0d0a"/><path d="M${fireX - w * 0.1} ${h}Q${fireX - w * 0.08} ${h * 0.86} ${fireX} ${h * 0.76}Q${fireX + w * 0.08} ${h * 0.86} ${fireX + w * 0.1} ${h}Z" fill="#ff8a2a"/><path d="M${fireX - w * 0.05} ${h}Q${fireX} ${h * 0.9} ${fireX + w * 0.01} ${h * 0.85}Q${fireX + w * 0.05} ${h * 0.92} ${fireX + w * 0.05} ${h}Z" fill="#ffe08a"/>`;
  const socks = repeat(3, (sock) => {
    const [x, y, size] = [fireX + w * 0.13 * (sock - 1), h * 0.5, w * 0.05];
    return `<path d="M${x - size * 0.5} ${y}h${size}v${size * 1.5}h${size * 0.5}v${size * 0.7}h${-size * 1.5}z" fill="${sock % 2 ? '#f4f0e6' : '#d62839'}"/><rect x="${x - size * 0.6}" y="${y}" width="${size * 1.2}" height="${size * 0.4}" fill="${sock % 2 ? '#d62839' : '#f4f0e6'}"/>`;
  });
  await addShapes(image, mantel + socks + tree + balls + star + lights);
  return image;
};

function starPath(x: number, y: number, r: number): string {
  return `M${repeat(10, (tip) => {
    const angle = (tip / 10) * 2 * Math.PI - Math.PI / 2;
    const reach = tip % 2 ? r * 0.45 : r;
    return `${tip ? 'L' : ''}${x + Math.cos(angle) * reach} ${y + Math.sin(angle) * reach}`;
  })}Z`;
}

export const paintHalloween: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#1a0f33'],
    [0.45, '#54246b'],
    [0.75, '#e0652a'],
    [1, '#2a1020'],
  ]);
  const [moonX, moonY, r] = [
    w * between(random, 0.14, 0.28),
    h * between(random, 0.12, 0.2),
    w * between(random, 0.12, 0.16),
  ];
  const moon = `<circle cx="${moonX}" cy="${moonY}" r="${r * 1.5}" fill="#ffd98a" opacity=".16"/><circle cx="${moonX}" cy="${moonY}" r="${r}" fill="#ffe9b0"/><circle cx="${moonX + r * 0.3}" cy="${moonY + r * 0.2}" r="${r * 0.2}" fill="#f0cf8a"/>`;
  const bat = (x: number, y: number, s: number) =>
    `<path d="M${x} ${y}q${-s * 0.3} ${-s * 0.3} ${-s} ${-s * 0.45}q${s * 0.05} ${s * 0.3} ${-s * 0.1} ${s * 0.55}q${s * 0.3} ${-s * 0.12} ${s * 0.5} ${s * 0.1}q${s * 0.3} ${-s * 0.12} ${s * 0.6} ${s * 0.25}q${s * 0.3} ${-s * 0.37} ${s * 0.6} ${-s * 0.25}q${s * 0.2} ${-s * 0.22} ${s * 0.5} ${-s * 0.1}q${-s * 0.15} ${-s * 0.25} ${-s * 0.1} ${-s * 0.55}q${-s * 0.7} ${s * 0.15} ${-s} ${s * 0.45}q${-s * 0.1} ${s * 0.03} ${-s * 0.2} 0z" fill="#150b20"/>`;
  const bats = repeat(9, () => bat(w * random(), h * between(random, 0.04, 0.45), w * between(random, 0.03, 0.07)));
  const house = w * between(random, 0.8, 0.9);
  const castle = `<path d="M${house - w * 0.13} ${h * 0.9}V${h * 0.5}l${w * 0.05} ${-h * 0.11}l${w * 0.05} ${h * 0.11}v${h * 0.06}h${w * 0.05}V${h * 0.42}l${w * 0.05} ${-h * 0.13}l${w * 0.05} ${h * 0.13}V${h * 0.9}Z" fill="#1c0f28"/>${repeat(4, (pane) => `<rect x="${house - w * 0.1 + w * 0.055 * pane}" y="${h * (0.56 + 0.07 * (pane % 2))}" width="${w * 0.02}" height="${h * 0.03}" rx="${w * 0.01}" fill="#ffc44d"/>`)}`;
  const pumpkin = (x: number, foot: number, s: number) =>
    `<ellipse cx="${x - s * 0.5}" cy="${foot - s * 0.6}" rx="${s * 0.55}" ry="${s * 0.62}" fill="#d9641c"/><ellipse cx="${x + s * 0.5}" cy="${foot - s * 0.6}" rx="${s * 0.55}" ry="${s * 0.62}" fill="#c4530f"/><ellipse cx="${x}" cy="${foot - s * 0.6}" rx="${s * 0.58}" ry="${s * 0.68}" fill="#f08a2c"/><path d="M${x - s * 0.08} ${foot - s * 1.2}q${s * 0.04} ${-s * 0.3} ${s * 0.24} ${-s * 0.34}l${s * 0.02} ${s * 0.12}q${-s * 0.1} ${s * 0.06} ${-s * 0.1} ${s * 0.24}z" fill="#4d6b2c"/><path d="M${x - s * 0.5} ${foot - s * 0.68}l${s * 0.17} ${-s * 0.25}l${s * 0.17} ${s * 0.25}zM${x + s * 0.16} ${foot - s * 0.68}l${s * 0.17} ${-s * 0.25}l${s * 0.17} ${s * 0.25}zM${x - s * 0.52} ${foot - s * 0.48}q${s * 0.52} ${s * 0.24} ${s * 1.04} 0q${-s * 0.16} ${s * 0.36} ${-s * 0.52} ${s * 0.36}t${-s * 0.52} ${-s * 0.36}z" fill="#ffe27a"/>`;
  const pumpkins = repeat(5, (index) =>
    pumpkin(
      w * (index % 2 ? between(random, 0.78, 0.98) : between(random, 0.02, 0.24)),
      h * (0.84 + 0.035 * index),
      w * between(random, 0.07, 0.11),
    ),
  );
  await addShapes(
    image,
    moon +
      ridge(canvas, { foot: 0.88, rise: 0.2, peaks: 2, fill: '#3a1a44' }) +
      castle +
      ridge(canvas, { foot: 0.98, rise: 0.14, peaks: 1.6, fill: '#1a0c20' }) +
      bats +
      pumpkins,
  );
  return image;
};

export const paintDisco: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#1b0b3a'],
    [0.6, '#5a1a8a'],
    [1, '#d0308a'],
  ]);
  const lights = ['#ff4fd8', '#4fd8ff', '#ffe14f', '#7dff8a', '#a06bff'] as const;
  const beams = repeat(9, (beam) => {
    const foot = w * (-0.3 + (1.6 * (beam + random() * 0.5)) / 9);
    const spread = w * between(random, 0.05, 0.11);
    return `<path d="M${w * 0.5} ${-h * 0.05}L${foot - spread} ${h}L${foot + spread} ${h}Z" fill="${lights[beam % 5]}" opacity=".24"/>`;
  });
  const [x, y, r] = [
    w * (random() < 0.5 ? between(random, 0.15, 0.26) : between(random, 0.74, 0.85)),
    h * between(random, 0.14, 0.2),
    w * 0.13,
  ];
  const mirrors = repeat(120, (mirror) => {
    const [column, row] = [mirror % 12, Math.floor(mirror / 12)];
    const lat = -Math.PI / 2 + ((row + 0.5) / 10) * Math.PI;
    const lon = -Math.PI / 2 + ((column + 0.5) / 12) * Math.PI;
    const [cx, cy] = [x + Math.sin(lon) * Math.cos(lat) * r, y + Math.sin(lat) * r];
    const [wide, tall] = [
      Math.max(0.4, Math.cos(lon) * Math.cos(lat) * r * 0.24),
      Math.max(0.4, Math.cos(lat) * r * 0.27),
    ];
    const fill = random() < 0.22 ? '#ffffff' : random() < 0.45 ? oneOf(random, lights) : '#9aa3c8';
    return `<rect x="${cx - wide / 2}" y="${cy - tall / 2}" width="${wide}" height="${tall}" fill="${fill}"/>`;
  });
  const ball = `<path d="M${x} 0V${y - r}" stroke="#0c0620" stroke-width="${w * 0.008}"/><circle cx="${x}" cy="${y}" r="${r * 1.7}" fill="#fff" opacity=".1"/><circle cx="${x}" cy="${y}" r="${r}" fill="#4a5080"/>${mirrors}`;
  const spots = repeat(80, () => {
    const size = w * between(random, 0.006, 0.018);
    return `<ellipse cx="${w * random()}" cy="${h * random()}" rx="${size}" ry="${size * 0.75}" fill="${oneOf(random, lights)}" opacity="${between(random, 0.4, 0.9)}"/>`;
  });
  const floor = repeat(40, (tile) => {
    const [column, row] = [tile % 8, Math.floor(tile / 8)];
    const edge = (line: number) => h * (0.8 + 0.2 * (line / 5) ** 1.6);
    const across = (at: number, line: number) => w * (0.5 + (at / 8 - 0.5) * (1.2 + 0.35 * line));
    return `<path d="M${across(column, row)} ${edge(row)}L${across(column + 1, row)} ${edge(row)}L${across(column + 1, row + 1)} ${edge(row + 1)}L${across(column, row + 1)} ${edge(row + 1)}Z" fill="${oneOf(random, lights)}" opacity="${between(random, 0.3, 0.95)}" stroke="#1b0b3a" stroke-width="1"/>`;
  });
  await addShapes(image, beams + floor + spots + ball);
  return image;
};

export const paintStadium: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#0e1c3f'],
    [0.3, '#2a4f8c'],
    [0.45, '#7fa6d6'],
    [0.7, '#2d8a43'],
    [1, '#1f6b34'],
  ]);
  const seats = ['#e8eef8', '#d4403a', '#f2c230', '#3f66c9', '#c9d4e6'] as const;
  const stand = `<path d="M0 ${h * 0.28}Q${w / 2} ${h * 0.36} ${w} ${h * 0.28}V${h * 0.72}H0Z" fill="#24365f"/>`;
  const crowd = repeat(520, (fan) => {
    const [x, t] = [w * random(), (fan / 520) ** 0.9];
    const rim = 0.3 + 0.055 * (1 - (2 * (x / w) - 1) ** 2);
    const y = h * (rim + (0.68 - rim) * t);
    return `<circle cx="${x}" cy="${y}" r="${w * (0.006 + 0.005 * t)}" fill="${oneOf(random, seats)}" opacity="${between(random, 0.45, 0.95)}"/>`;
  });
  const board = `<rect y="${h * 0.69}" width="${w}" height="${h * 0.035}" fill="#f4f7fb"/>${repeat(5, (ad) => `<rect x="${w * (ad / 5)}" y="${h * 0.69}" width="${w * 0.12}" height="${h * 0.035}" fill="${seats[(ad + 1) % 4]}"/>`)}`;
  const stripes = repeat(6, (stripe) => {
    const edge = (line: number) => h * (0.725 + 0.275 * (line / 6) ** 1.4);
    return stripe % 2
      ? `<rect y="${edge(stripe)}" width="${w}" height="${edge(stripe + 1) - edge(stripe)}" fill="#3ba653"/>`
      : '';
  });
  const lines = `<path d="M0 ${h * 0.78}H${w}M${w * 0.12} ${h}L${w * 0.24} ${h * 0.78}M${w * 0.88} ${h}L${w * 0.76} ${h * 0.78}" stroke="#f4fff4" stroke-width="${w * 0.009}" fill="none" opacity=".85"/>`;
  const mast = (x: number) =>
    `<path d="M${x} ${h * 0.34}V${h * 0.1}" stroke="#16233f" stroke-width="${w * 0.014}"/><circle cx="${x}" cy="${h * 0.08}" r="${w * 0.26}" fill="#fff" opacity=".1"/><circle cx="${x}" cy="${h * 0.08}" r="${w * 0.15}" fill="#fff" opacity=".16"/>${repeat(12, (lamp) => `<circle cx="${x + w * 0.032 * ((lamp % 4) - 1.5)}" cy="${h * (0.062 + 0.02 * Math.floor(lamp / 4))}" r="${w * 0.013}" fill="#fffdf0"/>`)}`;
  await addShapes(
    image,
    stand +
      crowd +
      board +
      stripes +
      lines +
      mast(w * between(random, 0.08, 0.18)) +
      mast(w * between(random, 0.82, 0.92)) +
      lightShafts(canvas, { count: 5, opacity: 0.07, colour: '#ffffff' }),
  );
  return image;
};

export const paintLanterns: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#141433'],
    [0.5, '#3d2350'],
    [0.75, '#b0503f'],
    [1, '#2a1626'],
  ]);
  const house = (side: -1 | 1, depth: number) => {
    const inner = w * (0.5 + side * (0.48 - depth * 0.1));
    const [outer, top, eave] = [side < 0 ? 0 : w, h * (0.16 + depth * 0.1), w * 0.07 * -side];
    const fill = ['#1d1428', '#2b1b34', '#3d2540'][2 - depth] ?? '#1d1428';
    const roof = (y: number) =>
      `<path d="M${outer} ${y - h * 0.06}L${inner} ${y - h * 0.015}Q${inner + eave} ${y - h * 0.01} ${inner + eave * 1.4} ${y - h * 0.035}L${inner + eave} ${y + h * 0.018}L${outer} ${y + h * 0.01}Z" fill="#120c1c"/>`;
    const windows = repeat(
      4,
      (pane) =>
        `<rect x="${Math.min(inner, outer) + (Math.abs(inner - outer) * (pane + 0.2)) / 4}" y="${top + h * (0.08 + 0.24 * (pane % 2))}" width="${w * 0.05}" height="${h * 0.09}" fill="#ffcf7d" opacity=".85"/>`,
    );
    return `<rect x="${Math.min(inner, outer)}" y="${top}" width="${Math.abs(inner - outer)}" height="${h}" fill="${fill}"/>${windows}${roof(top)}${roof(top + h * 0.27)}`;
  };
  const houses = [2, 1, 0].map((depth) => house(-1, depth) + house(1, depth)).join('');
  const lantern = (x: number, y: number, r: number) => {
    const fill = oneOf(random, ['#f2483a', '#ff7a3d', '#ffb347']);
    const ribs = repeat(
      3,
      (rib) =>
        `<path d="M${x - r} ${y + r * 0.5 * (rib - 1)}h${r * 2}" stroke="#7a1a18" stroke-width="${r * 0.06}" opacity=".45"/>`,
    );
    return `<circle cx="${x}" cy="${y}" r="${r * 2.4}" fill="${fill}" opacity=".14"/><ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 1.2}" fill="${fill}"/><ellipse cx="${x}" cy="${y}" rx="${r * 0.5}" ry="${r * 0.95}" fill="#fff0b8" opacity=".55"/>${ribs}<rect x="${x - r * 0.4}" y="${y - r * 1.36}" width="${r * 0.8}" height="${r * 0.24}" fill="#1a0d14"/><rect x="${x - r * 0.4}" y="${y + r * 1.12}" width="${r * 0.8}" height="${r * 0.24}" fill="#1a0d14"/>`;
  };
  const strings = repeat(3, (row) => {
    const [from, sag, size] = [h * (0.02 + 0.1 * row), h * between(random, 0.03, 0.07), w * (0.05 - 0.009 * row)];
    const cable = `<path d="M0 ${from}Q${w / 2} ${from + 2 * sag} ${w} ${from}" stroke="#0d0812" stroke-width="${w * 0.004}" fill="none"/>`;
    return (
      cable +
      repeat(6, (index) => {
        const t = (index + between(random, 0.35, 0.65)) / 6;
        return lantern(w * t, from + 4 * sag * t * (1 - t) + size * 1.3, size);
      })
    );
  });
  const street = `<path d="M0 ${h}L${w * 0.38} ${h * 0.74}H${w * 0.62}L${w} ${h}Z" fill="#4a2a3a"/>${repeat(14, () => `<ellipse cx="${w * between(random, 0.2, 0.8)}" cy="${h * between(random, 0.82, 1)}" rx="${w * between(random, 0.02, 0.07)}" ry="${h * 0.004}" fill="#ff9a5a" opacity=".5"/>`)}`;
  await addShapes(image, houses + street + strings);
  return image;
};

export const paintGraffiti: Painter = async (canvas) => {
  const { width: w, height: h, random } = canvas;
  const image = sky(canvas, [
    [0, '#8a5a4a'],
    [1, '#6b4438'],
  ]);
  const [tall, long] = [h / 32, w / 7];
  const bricks = repeat(32 * 8, (brick) => {
    const [column, row] = [brick % 8, Math.floor(brick / 8)];
    const fill = oneOf(random, ['#a4614c', '#94543f', '#b06e56', '#8a4c3a']);
    return `<rect x="${(column - (row % 2) * 0.5) * long}" y="${row * tall}" width="${long * 0.95}" height="${tall * 0.86}" rx="1.5" fill="${fill}"/>`;
  });
  const inks = ['#ff3d7f', '#22d3ee', '#facc15', '#7c3aed', '#34d399', '#fb7a1e'] as const;
  const clouds = repeat(9, (cloud) => {
    const [x, y] = [
      w * (cloud % 2 ? between(random, 0.7, 1) : between(random, 0, 0.3)),
      h * between(random, 0.08, 0.85),
    ];
    const fill = oneOf(random, inks);
    return repeat(
      7,
      () =>
        `<circle cx="${x + w * between(random, -0.12, 0.12)}" cy="${y + h * between(random, -0.05, 0.05)}" r="${w * between(random, 0.05, 0.1)}" fill="${fill}" opacity=".9"/>`,
    );
  });
  const swirl = (x: number, y: number, s: number) => {
    const path = `M${x - s} ${y}C${x - s} ${y - s * 1.2} ${x + s * 0.2} ${y - s} ${x} ${y}S${x + s * 1.1} ${y + s} ${x + s} ${y - s * 0.2}`;
    return `<path d="${path}" fill="none" stroke="#15101c" stroke-width="${s * 0.46}" stroke-linecap="round"/><path d="${path}" fill="none" stroke="${oneOf(random, inks)}" stroke-width="${s * 0.3}" stroke-linecap="round"/><path d="${path}" fill="none" stroke="#fff" stroke-opacity=".6" stroke-width="${s * 0.05}" stroke-linecap="round" transform="translate(${-s * 0.06} ${-s * 0.06})"/>`;
  };
  const tags = repeat(8, (tag) =>
    swirl(
      w * (tag % 2 ? between(random, 0.72, 0.96) : between(random, 0.04, 0.28)),
      h * ((tag + random()) / 8),
      w * between(random, 0.08, 0.14),
    ),
  );
  const star = `<path d="${starPath(w * between(random, 0.3, 0.7), h * 0.1, w * 0.12)}" fill="${oneOf(random, inks)}" stroke="#15101c" stroke-width="${w * 0.018}" stroke-linejoin="round"/>`;
  const drips = repeat(16, () => {
    const [x, y, long2] = [w * random(), h * between(random, 0.1, 0.8), h * between(random, 0.03, 0.12)];
    return `<path d="M${x} ${y}v${long2}" stroke="${oneOf(random, inks)}" stroke-width="${w * 0.01}" stroke-linecap="round"/>`;
  });
  await addShapes(image, bricks + clouds + drips + tags + star);
  return image;
};
