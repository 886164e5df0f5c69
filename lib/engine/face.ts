/** A face in a photo, and a way to say which one. Fractions of the upright photo's width and height, 0–1. */

export type Face = {
  /** Around the face from the top of the forehead to the chin, without the hair. */
  box: { x: number; y: number; width: number; height: number };
  /** How sure it is a face, 0–1. */
  score: number;
  /** Radians: `yaw` positive when it looks to the picture's right, `roll` clockwise on the picture. */
  yaw: number;
  roll: number;
};

/** A place on or near the face that is meant. */
export type FacePoint = { x: number; y: number };

/** The face that would be drawn, and the others in the photo that could be, the widest first. */
export type Inspection = Face & { others: Face[] };
