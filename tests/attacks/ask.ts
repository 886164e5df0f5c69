/** Asks the product as a visitor would. */
import { actionCall, findActions } from './routes.ts';
import type { Probe } from './table.ts';

/** Who asks, by cookie and by key. */
export type Credentials = { cookie?: string | undefined; key?: string | undefined };

export type Answered = { status: number; answer: number | string | undefined; body: Buffer; path: string };

export type Ask = (probe: Probe, visitor: Credentials, from?: Record<string, string>) => Promise<Answered>;

/** What asks the product at `url`; `from` tells whose page sends a change, our own unless it says otherwise. */
export async function createAsker(url: string): Promise<Ask> {
  const actions = await findActions();
  return (probe, visitor, from = { origin: url }) => ask(url, actions, probe, visitor, from);
}

async function ask(
  url: string,
  actions: Awaited<ReturnType<typeof findActions>>,
  { route, ask: asked, init }: Probe,
  visitor: Credentials,
  from: Record<string, string>,
): Promise<Answered> {
  const [kind = '', name = ''] = route.split(' ');
  const action = kind === 'action' ? actions.get(name) : undefined;
  const sent = action ? actionCall(action, asked as unknown[]) : { headers: init?.headers ?? {}, body: init?.body };
  const path = action ? action.page : String(asked);
  const cookie = [sent.headers.cookie, visitor.cookie].filter(Boolean).join('; ');
  const key = path.startsWith('/api/v6/') ? visitor.key : undefined;
  const response = await fetch(url + path, {
    method: action ? 'POST' : kind,
    headers: {
      ...(kind === 'GET' ? {} : from),
      ...{ ...sent.headers, ...(cookie ? { cookie } : {}), ...(key ? { authorization: `Bearer ${key}` } : {}) },
    },
    ...(sent.body === undefined ? {} : { body: sent.body }),
    redirect: 'manual',
  });
  const body = await bodyOf(response);
  const said = /"status":"(ok|error)"/.exec(body.toString())?.[1];
  return { status: response.status, answer: action && response.status === 200 ? said : response.status, body, path };
}

/** All of an answer; of a stream that doesn't end, what comes at first. */
async function bodyOf(response: Response): Promise<Buffer> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return Buffer.from(await response.arrayBuffer());
  const reader = response.body?.getReader();
  let text = '';
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    text += Buffer.from(part.value).toString();
    if (text.includes('event: generation')) break;
    // Whoever has nothing is told nothing.
    if (text.includes('retry:')) {
      const more = await Promise.race([reader?.read(), new Promise<null>((done) => setTimeout(() => done(null), 300))]);
      text += more?.value ? Buffer.from(more.value).toString() : '';
      break;
    }
  }
  await reader?.cancel();
  return Buffer.from(text);
}
