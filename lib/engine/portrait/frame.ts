/** Placing a face on the canvas: level, at the same height every time, the photo's own edges out of sight. */
import { clamp, mix } from '../kernel/image.ts';
import type { MeshedFace } from './mesh.ts';
import { type Person, personOn } from './person-extent.ts';
import type { Photo } from './photo.ts';
import type { PersonMask } from './segment.ts';

/** How photo and canvas lie on each other. */
export type Framing = {
  /** Of the canvas, in pixels. */
  width: number;
  height: number;
  /** Canvas pixels per photo pixel. */
  zoom: number;
  /** Radians by which the photo is turned back to level the head. */
  turn: number;
  /** The face's centre on the photo, and where it comes to lie on the canvas. */
  centre: readonly [x: number, y: number];
  place: readonly [x: number, y: number];
};

/** Forehead to chin as a part of the canvas's height, at 2:3 and at square. */
const FACE_SHARE = { tall: 0.3, square: 0.36 };
/** Forehead to chin is at most this part of the canvas's width, for narrow canvases. */
const FACE_BY_WIDTH = 0.62;
/** The largest parts of height and width that it may reach when the photo has to be enlarged. */
const MAX_FACE_SHARE = 0.76;
const MAX_FACE_BY_WIDTH = 1.15;
/** Where the face's centre lies when nothing stands against it. */
const FACE_LEVEL = 0.42;
/** Clear space above the hair and below the chin, as parts of the height. */
const HEADROOM = 0.035;
const MAX_HEADROOM = 0.3;
const CHIN_ROOM = 0.08;
/** A tilt up to this stays, in radians; of a larger one this much is kept, since it belongs to the person. */
const EASY_TILT = 0.14;
const KEPT_TILT = 0.1;
/** The step from one size of the face to the next that is tried. */
const ZOOM_STEP = 1.03;
/**
 * What speaks against a framing. Parts of the canvas's height: of the person's edge that the photo cut in sight, of hair
 * above the canvas, of emptiness above the head beyond `EASY_GAP`. Parts of the canvas's width: of the head's sides
 * beyond it, of the way from the middle, of what the photo leaves bare beside itself. Of the zoom: each doubling beyond
 * the usual.
 */
const COST = { cut: 5, shorn: 6, gap: 2, sides: 2, aside: 1.2, bare: 1.5, zoom: 0.35, near: 3 } as const;
const EASY_GAP = 0.16;
/** Faces up to this part of the canvas's height are no burden; beyond it each further part counts as `COST.near`. */
const NEAR_FACE = 0.52;

/** The usual height of a face on a canvas of this size, forehead to chin, in pixels. */
export function usualFaceHeight(width: number, height: number): number {
  const share = mix(FACE_SHARE.tall, FACE_SHARE.square, clamp((width / height - 2 / 3) * 3));
  return Math.min(share * height, FACE_BY_WIDTH * width);
}

/**
 * The face at its usual size and place; where the photo's edge cuts the person, moved and enlarged so that the
 * canvas's edge cuts there instead. Chin and hair that the photo has stay in sight. Where a photo is too narrow or the
 * face too near for all of that, the least unsightly wins, by `COST`: rather emptiness above the head than a cut edge,
 * rather the sides of long hair beyond the canvas than a face that floats.
 * @param canvas in pixels; `headroom` the part of its height kept clear above the hair, at least a little
 */
export function frameFace(
  photo: Photo,
  face: MeshedFace,
  mask: PersonMask,
  canvas: { width: number; height: number; headroom: number },
): Framing {
  const person = personOn(photo, face, mask);
  let best: Framing | null = null;
  let least = Infinity;
  for (const zoom of zoomsFor(person, canvas)) {
    for (const framing of placements(person, canvas, face.yaw, zoom)) {
      const cost = costOf(person, framing, canvas, face.yaw);
      if (cost >= least) continue;
      least = cost;
      best = framing;
    }
  }
  if (best === null) throw new Error('There is always a framing.');
  return { ...best, turn: turnFor(person, face.roll, best) };
}

/** The canvas position of a photo position. */
export function toCanvas({ zoom, turn, centre, place }: Framing, x: number, y: number): [x: number, y: number] {
  const across = x - centre[0];
  const down = y - centre[1];
  const cosine = Math.cos(turn) * zoom;
  const sine = Math.sin(turn) * zoom;
  return [place[0] + across * cosine + down * sine, place[1] - across * sine + down * cosine];
}

/** The photo position of a canvas position. */
export function toPhoto({ zoom, turn, centre, place }: Framing, x: number, y: number): [x: number, y: number] {
  const across = (x - place[0]) / zoom;
  const down = (y - place[1]) / zoom;
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  return [centre[0] + across * cosine - down * sine, centre[1] + across * sine + down * cosine];
}

type Canvas = { width: number; height: number; headroom: number };

function headroomOf({ headroom }: Canvas): number {
  return Math.min(Math.max(headroom, HEADROOM), MAX_HEADROOM);
}

/** The sizes to try, from the usual one up; those among them at which an edge of the photo just meets the canvas's. */
function zoomsFor({ photo, centre, faceHeight, above }: Person, canvas: Canvas): number[] {
  const { width, height } = canvas;
  const roomForHead = ((1 - headroomOf(canvas) - CHIN_ROOM) * height) / (above + faceHeight / 2);
  const usual = Math.min(usualFaceHeight(width, height) / faceHeight, roomForHead);
  const most = Math.max(usual, Math.min(MAX_FACE_SHARE * height, MAX_FACE_BY_WIDTH * width) / faceHeight);
  const middle = width / 2;
  const meeting = [width / photo.width, height / photo.height, middle / centre[0], middle / (photo.width - centre[0])];
  const zooms = meeting.filter((zoom) => zoom > usual && zoom < most);
  for (let zoom = usual; zoom <= most; zoom *= ZOOM_STEP) zooms.push(zoom);
  return zooms;
}

/** The usual place, and those where the photo's edge lies on the canvas's, or the head beside it. */
function placements(person: Person, canvas: Canvas, yaw: number, zoom: number): Framing[] {
  const { photo, centre, faceHeight, above, below } = person;
  const { width, height } = canvas;
  const lowest = height * (1 - CHIN_ROOM) - (faceHeight / 2) * zoom;
  const columns = [
    usualColumn(width, yaw),
    centre[0] * zoom,
    width - (photo.width - centre[0]) * zoom,
    person.left * zoom + HEADROOM * width,
    width - person.right * zoom - HEADROOM * width,
  ];
  const rows = [
    Math.min(lowest, Math.max(FACE_LEVEL * height, above * zoom + headroomOf(canvas) * height)),
    height - below * zoom,
    centre[1] * zoom,
  ];
  const placed: Framing[] = [];
  for (const x of columns) for (const y of rows) placed.push({ width, height, zoom, turn: 0, centre, place: [x, y] });
  return placed;
}

/** Where the face's middle usually lies: someone who looks aside has more room before them. */
function usualColumn(width: number, yaw: number): number {
  return width * (0.5 - 0.06 * yaw);
}

function costOf(person: Person, framing: Framing, canvas: Canvas, yaw: number): number {
  const { width, height, zoom, place } = framing;
  const headroom = headroomOf(canvas);
  // A hat that is put on needs its room even where the photo ends: the background is filled there.
  const cut = visibleCut(person, framing, headroom > HEADROOM);
  const above = place[1] - person.above * zoom;
  const isCut = person.above >= person.centre[1] && headroom === HEADROOM;
  const room = isCut ? 0 : headroom * height;
  const chin = place[1] + (person.faceHeight / 2) * zoom;
  const face = (person.faceHeight * zoom) / height;
  const usual = usualFaceHeight(width, height) / height;
  const beyond = Math.max(0, person.left * zoom - place[0]) + Math.max(0, place[0] + person.right * zoom - width);
  const start = Math.max(0, place[0] - person.centre[0] * zoom);
  const end = Math.max(0, width - place[0] - (person.photo.width - person.centre[0]) * zoom);
  return (
    (COST.cut * cut +
      COST.shorn * (Math.max(0, room - above) + Math.max(0, chin - height)) +
      COST.gap * Math.max(0, above - (EASY_GAP + headroom - HEADROOM) * height)) /
      height +
    (COST.sides * beyond + COST.aside * Math.abs(place[0] - usualColumn(width, yaw)) + COST.bare * (start + end)) /
      width +
    COST.zoom * Math.abs(Math.log2(face / usual)) +
    COST.near * Math.max(0, face - Math.max(usual, NEAR_FACE))
  );
}

/** How much of the edge along which the photo cuts the person lies within the canvas, in canvas pixels. */
function visibleCut({ cuts }: Person, framing: Framing, exceptTop = false): number {
  const { width, height, zoom } = framing;
  let visible = 0;
  for (const { x, y, length, edge } of cuts) {
    if (exceptTop && edge === 'top') continue;
    const [atX, atY] = toCanvas(framing, x, y);
    const inside = atX > 1 && atX < width - 1 && atY > 1 && atY < height - 1;
    if (inside) visible += length * zoom;
  }
  return visible;
}

/** How far to turn the photo: to the kept tilt, and less when that would show more of the person's cut edges. */
function turnFor(person: Person, roll: number, level: Framing): number {
  if (Math.abs(roll) <= EASY_TILT) return 0;
  let turn = roll - Math.sign(roll) * KEPT_TILT;
  const usual = visibleCut(person, level) + 0.02 * level.height;
  for (let attempt = 0; attempt < 6 && visibleCut(person, { ...level, turn }) > usual; attempt++) turn *= 0.6;
  return Math.abs(turn) < 0.06 ? 0 : turn;
}
