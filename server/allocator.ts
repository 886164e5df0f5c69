/**
 * How glibc hands out memory in a program whose threads draw: from two heaps, not eight a core. Planes that one thread
 * frees are then used by the other, and the process stays a tenth smaller at the same speed. Others ignore it.
 */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2' } as const;
