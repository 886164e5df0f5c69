/**
 * One value per process. Next loads separate copies of a module for pages, routes and instrumentation, so a
 * plain module variable would open a pool of connections in each.
 */
const shared = globalThis as { selfsame?: Map<string, unknown> };
shared.selfsame ??= new Map();
const values = shared.selfsame;

export function once<T>(name: string, make: () => T): T {
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
