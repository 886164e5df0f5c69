/** Memory handed out in order and given back all at once: each operation lays what it needs behind what is there. */

const PAGE: usize = 65_536;
/** Bytes behind every block into which vectors may run over. */
const MARGIN: usize = 32;

let top: usize = __heap_base;

/** Where a block of `bytes` begins; aligned to 16. What it holds is whatever was there. */
export function reserve(bytes: usize): usize {
  const at = (top + 15) & ~(15 as usize);
  top = at + bytes + MARGIN;
  const pages = <i32>((top + PAGE - 1) / PAGE);
  if (pages > memory.size()) memory.grow(pages - memory.size());
  return at;
}

/** What `release` takes to give back all blocks that are reserved from now on. */
export function mark(): usize {
  return top;
}

export function release(to: usize): void {
  top = to;
}
