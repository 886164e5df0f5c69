/** Connected pixels: those that meet at their sides. */

/**
 * Spreads from pixels over their neighbours of one label, and notes them in `seen`.
 * @param from pixels to begin with, whatever their label
 * @returns them and all that were reached, nearest first
 */
export function spread(
  from: readonly number[],
  labels: Int8Array,
  label: number,
  width: number,
  seen: Uint8Array,
): number[] {
  const piece = [...from];
  for (let at = 0; at < piece.length; at += 1) seen[piece[at] as number] = 1;
  for (let at = 0; at < piece.length; at += 1) {
    const i = piece[at] as number;
    const x = i % width;
    if (x > 0) visit(i - 1, piece, labels, label, seen);
    if (x < width - 1) visit(i + 1, piece, labels, label, seen);
    if (i >= width) visit(i - width, piece, labels, label, seen);
    if (i + width < labels.length) visit(i + width, piece, labels, label, seen);
  }
  return piece;
}

function visit(i: number, piece: number[], labels: Int8Array, label: number, seen: Uint8Array): void {
  if (seen[i] === 1 || labels[i] !== label) return;
  seen[i] = 1;
  piece.push(i);
}

/**
 * The connected pixels of each label from 0 up, or of one alone, piece by piece. Labels may be changed between two
 * pieces: what was seen doesn't come again.
 */
export function* piecesOf(labels: Int8Array, width: number, only: number | null = null): Generator<number[]> {
  const seen = new Uint8Array(labels.length);
  for (let start = 0; start < labels.length; start += 1) {
    const label = labels[start] as number;
    if (seen[start] === 1 || label < 0 || (only !== null && label !== only)) continue;
    yield spread([start], labels, label, width, seen);
  }
}

/**
 * How long a piece's shores are by the label of what lies there, in sides of pixels; labels below 0 are nothing.
 * @returns longest first
 */
export function shoresOf(
  piece: readonly number[],
  labels: Int8Array,
  width: number,
): [label: number, length: number][] {
  const own = labels[piece[0] ?? 0] as number;
  const lengths = new Int32Array(128);
  for (const i of piece) {
    const x = i % width;
    if (x > 0) note(labels[i - 1] as number, own, lengths);
    if (x < width - 1) note(labels[i + 1] as number, own, lengths);
    if (i >= width) note(labels[i - width] as number, own, lengths);
    if (i + width < labels.length) note(labels[i + width] as number, own, lengths);
  }
  const shores: [number, number][] = [];
  lengths.forEach((length, label) => {
    if (length > 0) shores.push([label, length]);
  });
  return shores.sort((one, other) => other[1] - one[1]);
}

function note(label: number, own: number, lengths: Int32Array): void {
  if (label >= 0 && label !== own) lengths[label] = (lengths[label] as number) + 1;
}
