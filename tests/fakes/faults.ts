/** How the fake face_gen answers, and how its answers go wrong on the way. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong once. `at` is `submit` unless told. */
export type Fault = { at?: Place } & (
  | { kind: 'answer'; httpStatus?: number; body: unknown; headers?: Record<string, string> }
  /** The usual answer, but these fields instead. */
  | { kind: 'fields'; fields: Record<string, unknown> }
  | { kind: 'content_type'; contentType: string }
  /** The usual answer with another HTTP status and body, as from a proxy: it was carried out (and paid). */
  | { kind: 'hidden'; httpStatus: number; body: string }
  /** The usual answer, its second half missing. */
  | { kind: 'truncated' }
  /** The connection is cut: before anything is done, once it is done (and paid), or amid the answer. */
  | { kind: 'reset'; when: 'before' | 'after' | 'amid' }
  /** Nothing more is heard: at the same moments. */
  | { kind: 'silence'; when: 'before' | 'after' | 'amid' }
  | { kind: 'delay'; ms: number }
  /** A body of so many bytes that starts like a PNG, its length not told. */
  | { kind: 'huge'; bytes: number }
  /** One that starts so, and of which a byte comes now and then, for ever. */
  | { kind: 'endless' }
);

/** What a request is for. */
export type Place = 'submit' | 'fetch' | 'picture' | 'upload' | 'other';

export type Answer = {
  httpStatus: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
};

/** A string is sent as it is, as HTML; bytes as a picture. */
export function answerOf(body: unknown, httpStatus = 200): Answer {
  if (typeof body === 'string') return { httpStatus, contentType: 'text/html', body };
  if (body instanceof Uint8Array) return { httpStatus, contentType: 'image/png', body: Buffer.from(body) };
  return { httpStatus, contentType: 'application/json', body: JSON.stringify(body) };
}

export function send(outgoing: ServerResponse, answer: Answer): void {
  outgoing.writeHead(answer.httpStatus, { 'content-type': answer.contentType, ...answer.headers });
  outgoing.end(answer.body);
}

/** Answers with what `carryOut` gives, spoilt as the fault says; some faults come before anything is carried out. */
export async function sendSpoilt(
  outgoing: ServerResponse,
  carryOut: () => Promise<Answer>,
  fault: Fault,
): Promise<void> {
  if (fault.kind === 'answer')
    return send(outgoing, { ...answerOf(fault.body, fault.httpStatus), headers: fault.headers ?? {} });
  if (fault.kind === 'huge') return sendHuge(outgoing, fault.bytes);
  if (fault.kind === 'endless') return sendEndless(outgoing);
  if (fault.kind === 'reset' && fault.when === 'before') return void outgoing.destroy();
  if (fault.kind === 'silence' && fault.when === 'before') return;
  const answer = await carryOut();
  const isCut = fault.kind === 'reset' || fault.kind === 'silence';
  if (!isCut) return sendChanged(outgoing, answer, fault);
  if (fault.when === 'amid') {
    outgoing.writeHead(answer.httpStatus, { 'content-length': Buffer.byteLength(answer.body) });
    await new Promise((sent) => outgoing.write(halfOf(answer), sent));
  }
  if (fault.kind === 'reset') outgoing.destroy();
}

async function sendChanged(outgoing: ServerResponse, answer: Answer, fault: Fault): Promise<void> {
  if (fault.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault.kind === 'truncated') send(outgoing, { ...answer, body: halfOf(answer) });
  else if (fault.kind === 'content_type') send(outgoing, { ...answer, contentType: fault.contentType });
  else if (fault.kind === 'hidden') send(outgoing, answerOf(fault.body, fault.httpStatus));
  else if (fault.kind === 'fields')
    send(outgoing, { ...answer, body: JSON.stringify({ ...JSON.parse(String(answer.body)), ...fault.fields }) });
  else send(outgoing, answer);
}

function halfOf({ body }: Answer): string | Buffer {
  return body.slice(0, Math.floor(body.length / 2));
}

const PNG_START = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

async function sendHuge(outgoing: ServerResponse, bytes: number): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'image/png' });
  const chunks = function* () {
    yield PNG_START;
    for (let sent = 0; sent < bytes; sent += 1_000_000) yield Buffer.alloc(1_000_000);
  };
  await pipeline(Readable.from(chunks()), outgoing);
}

async function sendEndless(outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'image/png' });
  const chunks = async function* () {
    yield PNG_START;
    for (;;) {
      await sleep(100, undefined, { ref: false });
      yield Buffer.alloc(1);
    }
  };
  await pipeline(Readable.from(chunks()), outgoing);
}
