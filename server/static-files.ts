/** Scripts, styles and fonts of the built app: never changing, compressed when it was built (setup-static.mjs). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const PREFIX = '/_next/static/';
/** One folder up, both from server/ and from the bundle in dist/. */
const FOLDER = fileURLToPath(new URL('../.next/static', import.meta.url));
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** @returns what answers a request for one of the files, or calls `next` where there is none */
export function staticFiles() {
  const serve = sirv(FOLDER, { brotli: true, gzip: true, immutable: true, maxAge: YEAR_SECONDS });
  return (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const { url = '', method } = request;
    if (!url.startsWith(PREFIX)) return next();
    if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    request.url = url.slice(PREFIX.length - 1);
    serve(request, response, () => {
      request.url = url;
      next();
    });
  };
}
