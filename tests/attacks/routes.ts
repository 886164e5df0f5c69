/** What the product answers at: found in app/ itself, so that nothing new is forgotten. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** `GET /avatars/[id]`, `POST /api/selfies`, `action stopSharing`. */
export type RouteName = string;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Files that are pages by their name, and where. */
const NAMED: Record<string, string> = {
  'robots.ts': '/robots.txt',
  'manifest.ts': '/manifest.webmanifest',
};
/** Files of app/ that answer nothing by themselves, or the same picture always. */
const PARTS = /^(layout|loading|error|global-error|not-found)\.tsx$|\.(css|txt|svg|png|jpg)$/;

/** What server/own-pictures.ts answers before Next. */
const BEFORE_NEXT: RouteName[] = ['GET /images/avatars/[id]'];

/** Everything that answers. @throws for a file that it can't place */
export async function findRoutes(): Promise<RouteName[]> {
  const files = await readdir('app', { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    files.filter((file) => file.isFile()).map(({ parentPath, name }) => routesOf(parentPath, name)),
  );
  return [...BEFORE_NEXT, ...found.flat()].toSorted();
}

async function routesOf(folder: string, name: string): Promise<RouteName[]> {
  const address = `/${path.relative('app', folder)}`.replace(/\/\([^)]+\)/g, '').replace(/^$/, '/');
  if (name === 'page.tsx') return [`GET ${address}`];
  if (NAMED[name]) return [`GET ${NAMED[name]}`];
  if (PARTS.test(name)) return [];
  const source = await readFile(path.join(folder, name), 'utf8');
  if (name === 'actions.ts') {
    return [...source.matchAll(/^export (?:const|async function) (\w+)/gm)].map(([, action]) => `action ${action}`);
  }
  if (name === 'route.ts') {
    return METHODS.filter((method) => new RegExp(`^export [^\\n]*\\b${method}\\b`, 'm').test(source)).map(
      (method) => `${method} ${address}`,
    );
  }
  if (/^'use server'/m.test(source) || /^export (default|const (GET|POST))/m.test(source)) {
    throw new Error(`${folder}/${name} may answer something: tell what, in tests/attacks/routes.ts`);
  }
  return [];
}

/** Where each server action is called, as the build has it. */
export async function findActions(): Promise<Map<string, { id: string; page: string }>> {
  const manifest = JSON.parse(await readFile('.next/server/server-reference-manifest.json', 'utf8')) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  return new Map(
    Object.entries(manifest.node).map(([id, { exportedName, workers }]) => {
      const [page = ''] = Object.keys(workers);
      return [exportedName, { id, page: page.replace(/^app|\/\([^)]+\)|\/page$/g, '') }];
    }),
  );
}

/** A call of a server action as the page makes it. */
export function actionCall(
  { id }: { id: string },
  args: readonly unknown[],
): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify(args, (_key, value) =>
    // As React writes what JSON can't hold, and what could be mistaken for that.
    value === undefined ? '$undefined' : typeof value === 'string' && value.startsWith('$') ? `$${value}` : value,
  );
  return {
    headers: { 'next-action': id, accept: 'text/x-component', 'content-type': 'text/plain;charset=UTF-8' },
    body,
  };
}
