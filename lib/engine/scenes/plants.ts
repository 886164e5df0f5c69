/** Plants as SVG shapes, in canvas pixels. */
import { repeat } from './canvas.ts';

/** A palm from its foot; `lean` 1 to the right, −1 to the left. */
export function palm(x: number, y: number, size: number, lean: 1 | -1): string {
  const bend = lean * size;
  const crownX = x + bend * 0.3;
  const crownY = y - size;
  const trunk = `<path d="M${x} ${y}C${x + bend * 0.06} ${y - size * 0.5} ${x + bend * 0.16} ${y - size * 0.8} ${crownX} ${crownY}" stroke="#6d4a2c" stroke-width="${size * 0.045}" fill="none"/>`;
  const leaves = repeat(9, (leaf) => {
    const angle = -Math.PI * (0.12 * leaf + 0.02);
    const tipX = crownX + Math.cos(angle) * size * 0.46;
    const tipY = crownY - Math.abs(Math.sin(angle)) * size * 0.2 + size * 0.2;
    const midX = (crownX + tipX) / 2;
    return `<path d="M${crownX} ${crownY}Q${midX} ${crownY - size * 0.24} ${tipX} ${tipY}Q${midX} ${crownY - size * 0.09} ${crownX} ${crownY}" fill="${leaf % 2 ? '#1f7a4a' : '#2c9a5b'}"/>`;
  });
  return trunk + leaves;
}

/** A conifer of five tiers. */
export function pine(x: number, foot: number, size: number, fill: string): string {
  let right = '';
  let left = '';
  for (let tier = 0; tier <= 5; tier += 1) {
    const y = foot - size * (1 - tier / 5);
    const reach = size * 0.075 * tier;
    right += `L${x + reach} ${y}L${x + reach * 0.55} ${y}`;
    left = `L${x - reach * 0.55} ${y}L${x - reach} ${y}${left}`;
  }
  return `<path d="M${x} ${foot - size}${right}${left}Z" fill="${fill}"/>`;
}

/** A broad-leaved tree: a trunk, a crown of overlapping circles, and light on its upper left. */
export function leafTree(x: number, foot: number, size: number, fill: string): string {
  const circle = (across: number, up: number, r: number, colour: string) =>
    `<circle cx="${x + across * size}" cy="${foot - up * size}" r="${r * size}" fill="${colour}"/>`;
  const trunk = `<rect x="${x - size * 0.03}" y="${foot - size * 0.5}" width="${size * 0.06}" height="${size * 0.5}" fill="#5b3322" opacity=".7"/>`;
  const crown =
    circle(0, 0.8, 0.18, fill) +
    circle(-0.13, 0.64, 0.15, fill) +
    circle(0.13, 0.64, 0.15, fill) +
    circle(0, 0.6, 0.17, fill);
  const light = `<g opacity=".07">${circle(-0.05, 0.84, 0.1, '#fff')}${circle(-0.17, 0.67, 0.08, '#fff')}${circle(0.09, 0.68, 0.08, '#fff')}</g>`;
  return trunk + crown + light;
}

/** Five petals around a centre. */
export function blossom(x: number, y: number, r: number, petal: () => string, heart: string): string {
  const petals = repeat(5, (index) => {
    const angle = index * 1.2566 + x;
    const [cx, cy] = [x + Math.cos(angle) * r * 0.55, y + Math.sin(angle) * r * 0.55];
    return `<ellipse cx="${cx}" cy="${cy}" rx="${r * 0.55}" ry="${r * 0.42}" transform="rotate(${angle * 57.3} ${cx} ${cy})" fill="${petal()}"/>`;
  });
  return `${petals}<circle cx="${x}" cy="${y}" r="${r * 0.2}" fill="${heart}"/>`;
}
