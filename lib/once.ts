/**
 * One value per process. Next loads separate copies of a module for pages, routes and instrumentation, so a
 * plain module variable would open a pool of connections in each.
 */
const values: Map<string, unknown> = ((globalThis as { selfsame?: Map<string, unknown> }).selfsame ??= new Map());

export function once<T>(name: string, make: () => T): T {
  if (!values.has(name)) values.set(name, make());
  return values.get(name) as T;
}
