export type Lock = { release: () => void };
export function takeLock(file: string): Lock | { heldBy: number };
