/**
 * The web process: Next behind a server of our own, because it has to end with its parent and to drain: event
 * streams never finish by themselves, and `next start` would wait for them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { readEnv } from '../lib/env.ts';
import { inLocale, requestLocale } from '../lib/request-locale.ts';
import { readActionCall } from './action-call.ts';
import { openDoor } from './door.ts';
import { answerOwnPicture, isOwnPicture } from './own-pictures.ts';
import { staticFiles } from './static-files.ts';

const dev = process.env.NODE_ENV === 'development';
const settings = readEnv(process.env);
const { port } = settings;
const enter = openDoor(settings, dev);
/** `null` in development, where Next builds as it goes. */
const fromBuild = dev ? null : staticFiles();
/** How long a draining server waits for answers under way. */
const GRACE_MS = 15_000;

const open = new Set<ServerResponse>();
const server = createServer((request, response) => {
  open.add(response);
  response.once('close', () => open.delete(response));
  const locale = requestLocale(request.url ?? '', (name) => request.headers[name]?.toString());
  inLocale(locale, () => {
    if (!enter(request, response)) return;
    if (isOwnPicture(request)) void answerOwnPicture(request, response);
    else if (fromBuild === null) void go(request, response);
    else fromBuild(request, response, () => void go(request, response));
  });
});
// Longer than the idle time of common proxies, so that they never send into a closing connection.
server.keepAliveTimeout = 65_000;

const app = next({
  dev,
  dir: fileURLToPath(new URL('..', import.meta.url)),
  hostname: 'localhost',
  port,
  httpServer: server,
});
const handle = app.getRequestHandler();

async function go(request: IncomingMessage, response: ServerResponse) {
  const whole = await readActionCall(request, response);
  if (whole) await handle(whole, response);
}

let draining = false;

async function drain() {
  if (draining) return;
  draining = true;
  setTimeout(() => process.exit(0), GRACE_MS).unref();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const response of open) {
    // The page's EventSource connects again by itself, to the next process.
    if (String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')) response.destroy();
    else if (!response.headersSent) response.setHeader('connection', 'close');
  }
  server.closeIdleConnections();
  await closed;
  // Work that a request left to do after its answer.
  await app.close();
  process.exit(0);
}

process.on('SIGTERM', () => void drain());
// The terminal sends Ctrl-C to everybody; the supervisor decides what it means.
process.on('SIGINT', () => undefined);
// The supervisor is gone; the next one needs the port.
process.on('disconnect', () => process.exit(1));

await app.prepare();
server.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(port);
