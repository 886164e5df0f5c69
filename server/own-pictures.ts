/**
 * A person's avatars, answered before Next sees the request: a history asks for dozens at once, and the way through the
 * framework costs several times what the picture does.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AvatarSize } from '../lib/avatar-files.ts';
import { AWAY_SECONDS, isDatabaseAway } from '../lib/db.ts';
import { logError } from '../lib/log.ts';
import { readOwnAvatar } from '../lib/own-avatars.ts';
import { answerPicture } from '../lib/picture-answer.ts';
import { sessionCookieName, sessionIn } from '../lib/session-cookie.ts';
import * as m from '../messages/compiled/errors.ts';

const ADDRESS = /^\/images\/avatars\/([^/?]+)(?:\?|$)/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it asks for `/images/avatars/<id>`. */
export function isOwnPicture({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && ADDRESS.test(url);
}

/** Answers such a request: the picture for its owner, and 404 for anybody else. */
export async function answerOwnPicture(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { url = '', headers } = request;
    const id = (ADDRESS.exec(url)?.[1] ?? '').toLowerCase();
    const query = new URLSearchParams(url.split('?')[1]);
    const size = sizeOf(query.get('size'));
    const session = ID.test(id) ? await sessionIn(cookieOf(request, sessionCookieName())) : null;
    const picture = session && (await readOwnAvatar({ ...session, id, fromTrash: query.has('trash') }, size));
    if (picture === null) return sendJson(response, 404, { code: 'not_found', message: m.notFound(), field: null });
    const conditions = {
      ifNoneMatch: headers['if-none-match'] ?? null,
      range: headers.range ?? null,
      ifRange: headers['if-range']?.toString() ?? null,
    };
    const answer = answerPicture(conditions, picture.byteLength, {
      type: size === 'full' ? 'image/png' : 'image/webp',
      etag: `${id}-${size}`,
      // Asked again each time, so that what was deleted is gone at once; a 304 costs no bytes.
      cache: 'private, no-cache',
      ...(query.has('download') ? { filename: `selfsame-${id.slice(0, 8)}.png` } : {}),
    });
    response.writeHead(answer.status, answer.headers);
    const { part } = answer;
    response.end(part === null ? undefined : picture.subarray(part.start, part.end + 1));
  } catch (error) {
    logError('request.failed', error);
    if (response.headersSent) response.destroy();
    else if (isDatabaseAway(error)) {
      response.setHeader('Retry-After', AWAY_SECONDS);
      sendJson(response, 503, { code: 'unavailable', message: m.databaseAway(), field: null });
    } else sendJson(response, 500, { code: 'internal', message: m.internal(), field: null });
  }
}

function sizeOf(asked: string | null): AvatarSize {
  return asked === 'thumb' || asked === 'page' ? asked : 'full';
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const start = `${name}=`;
  const found = headers.cookie?.split(/; */).find((part) => part.startsWith(start));
  return found?.slice(start.length);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
