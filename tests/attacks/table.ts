/** Who gets what, route by route: what is asked about an owner's things, and what each visitor is answered. */
import { randomUUID } from 'node:crypto';
import { hintPath, LINK_PASSWORD, type Owner } from './people.ts';
import type { RouteName } from './routes.ts';

export const VISITORS = ['nobody', 'guest', 'other', 'owner'] as const;
export type Visitor = (typeof VISITORS)[number];
/** HTTP status, or what an action says of itself. */
type Answer = number | 'ok' | 'error';

export type Probe = {
  route: RouteName;
  /** Which of several at one route. */
  how?: string;
  /** For actions: their arguments. Otherwise the address. */
  ask: string | readonly unknown[];
  init?: { headers?: Record<string, string>; body?: string };
  answers: Record<Visitor, Answer>;
  /** The owner's words or pictures are in the owner's answer: the same look finds them that finds none elsewhere. */
  shows?: boolean;
  /** The owner gave it to whoever has the address: their pictures may come, their words still not. */
  given?: boolean;
};

const everybody = (answer: Answer): Probe['answers'] => ({
  ...{ nobody: answer, guest: answer, other: answer, owner: answer },
});
const known = (nobody: Answer, answer: Answer): Probe['answers'] => ({ ...everybody(answer), nobody });
const only = (owner: Answer, answer: Answer = 404): Probe['answers'] => ({ ...everybody(answer), owner });

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (fields: Record<string, string>) => ({ headers: FORM, body: new URLSearchParams(fields).toString() });
const page = (address: string, more: Partial<Probe> = {}): Probe => ({
  ...{ route: `GET ${address}`, ask: address, answers: everybody(200) },
  ...more,
});
const action = (
  name: string,
  args: readonly unknown[],
  answers: Probe['answers'],
  more: Partial<Probe> = {},
): Probe => ({
  ...{ route: `action ${name}`, ask: args, answers },
  ...more,
});

/** In their order: what ends the owner's things comes last. */
export function probesOf(owner: Owner, url: string): Probe[] {
  const { avatarId, selfieId } = owner;
  return [
    ...['/', '/privacy', '/licences', '/developers', '/sign-in/link', '/account/deleted'].map((at) => page(at)),
    ...['/robots.txt', '/manifest.webmanifest'].map((at) => page(at)),
    ...['/api/health', '/api/openapi.json'].map((at) => page(at)),
    ...['/create', '/avatars', '/developers/keys', '/account'].map((at) => page(at, { shows: true })),
    page('/developers/playground'),
    // Members are there already.
    page('/sign-in', { answers: { nobody: 200, guest: 200, other: 307, owner: 307 } }),
    page('/avatars', { how: 'searched', ask: `/avatars?q=${owner.mark}` }),
    page('/create', { how: 'like another’s', ask: `/create?like=${avatarId}&selfie=${selfieId}` }),
    page('/licences/text', { ask: '/licences/text?package=zod' }),
    page('/api/metrics', { answers: everybody(404) }),
    page('/api/events', { answers: known(204, 200), shows: true }),
    page('/api/auth/[...nextauth]', { ask: '/api/auth/session', shows: true }),
    ...privateProbes(owner),
    ...linkProbes(owner, url),
    ...formProbes(),
    ...apiProbes(owner, url),
    ...actionProbes(owner),
  ];
}

function privateProbes({ avatarId, trashedId, selfieId, otherIds }: Owner): Probe[] {
  const picture = `/images/avatars/${avatarId}`;
  const image = { route: 'GET /images/avatars/[id]', answers: only(200), shows: true };
  const zip = { route: 'POST /images/zip', ask: '/images/zip', answers: only(200), shows: true };
  return [
    page('/avatars/[id]', { ask: `/avatars/${avatarId}`, answers: only(200), shows: true }),
    { ...image, ask: picture },
    { ...image, how: 'download', ask: `${picture}?download` },
    { ...image, how: 'thumb', ask: `${picture}?size=thumb` },
    { ...image, how: 'page', ask: `${picture}?size=page`, shows: false },
    { ...image, how: 'a part', ask: picture, init: { headers: { range: 'bytes=0-99999' } }, answers: only(206) },
    {
      ...image,
      how: 'known already',
      ask: picture,
      init: { headers: { 'if-none-match': `"${avatarId}-full"` } },
      answers: only(304),
      shows: false,
    },
    { ...image, how: 'in the trash', ask: `/images/avatars/${trashedId}`, answers: everybody(404), shows: false },
    { ...image, how: 'from the trash', ask: `/images/avatars/${trashedId}?trash&size=thumb` },
    page('/images/avatars/[id]/[variant]', { ask: `${picture}/upscaled`, answers: only(200), shows: true }),
    { route: 'POST /images/avatars/[id]/[variant]', ask: `${picture}/upscaled`, answers: only(204) },
    page('/images/selfies/[id]', { ask: `/images/selfies/${selfieId}`, answers: only(200), shows: true }),
    page('/images/selfies/[id]', {
      how: 'thumb',
      ask: `/images/selfies/${selfieId}?size=thumb`,
      answers: only(200),
      shows: true,
    }),
    { ...zip, init: form({ ids: [avatarId, ...otherIds].join(' ') }) },
    { ...zip, how: 'variants', init: form({ ids: avatarId, variant: 'upscaled' }) },
  ];
}

function linkProbes({ links, mark }: Owner, url: string): Probe[] {
  const { open, expired, revoked, locked, pass } = links;
  const probes: Probe[] = [];
  const about = (slug: string, how: string, status: number, cookie?: string) => {
    const init = cookie === undefined ? {} : { init: { headers: { cookie } } };
    const given = status === 200;
    const at = { how, ...init, given, answers: everybody(status) };
    probes.push({ ...at, route: 'GET /s/[slug]/image', ask: `/s/${slug}/image` });
    probes.push({ ...at, route: 'GET /s/[slug]/image', how: `${how}, thumb`, ask: `/s/${slug}/image?size=thumb` });
    probes.push({ ...at, route: 'GET /s/[slug]/image', how: `${how}, download`, ask: `/s/${slug}/image?download` });
  };
  const selfie = (slug: string, how: string, answer: number, cookie?: string): Probe => ({
    ...{
      route: 'GET /s/[slug]/image',
      how: `selfie, ${how}`,
      ask: `/s/${slug}/image?of=selfie`,
      given: answer === 200,
    },
    ...{ answers: everybody(answer), ...(cookie === undefined ? {} : { init: { headers: { cookie } } }) },
  });
  const preview = (slug: string, how: string, answer: number): Probe => ({
    ...{
      route: 'GET /s/[slug]/image',
      how: `preview, ${how}`,
      ask: `/s/${slug}/image?size=preview`,
      given: answer === 200,
    },
    answers: everybody(answer),
  });
  const oembed = (slug: string, how: string, answer: number): Probe => ({
    ...{ route: 'GET /api/oembed', how, ask: `/api/oembed?url=${encodeURIComponent(`${url}/s/${slug}`)}` },
    answers: everybody(answer),
  });
  const unlock = (slug: string, how: string, answer: number, password: string): Probe => ({
    ...{ route: 'POST /s/[slug]/unlock', how, ask: `/s/${slug}/unlock`, init: form({ password }) },
    answers: everybody(answer),
  });
  const shown = (slug: string, how: string, answer: number, cookie?: string): Probe =>
    page('/s/[slug]', {
      ...{ how, ask: `/s/${slug}`, answers: everybody(answer), given: true },
      ...(cookie === undefined ? {} : { init: { headers: { cookie } } }),
    });
  const forged = `share-${locked}=${'A'.repeat(43)}`;
  about(open, 'open', 200);
  about(expired, 'expired', 404);
  about(revoked, 'revoked', 404);
  about(locked, 'locked', 404);
  about(locked, 'with a forged pass', 404, forged);
  about(locked, 'with the pass of another link', 404, pass.replace(locked, open));
  about(locked, 'unlocked', 200, pass);
  return [
    ...probes,
    ...[shown(open, 'open', 200), shown(expired, 'expired', 404), shown(revoked, 'revoked', 404)],
    ...[shown(locked, 'locked', 200), shown(locked, 'with a forged pass', 200, forged)],
    ...[selfie(open, 'open', 404), selfie(expired, 'expired', 404), selfie(revoked, 'revoked', 404)],
    ...[selfie(locked, 'locked', 404), selfie(locked, 'forged', 404, forged), selfie(locked, 'unlocked', 200, pass)],
    ...[preview(open, 'open', 200), preview(expired, 'expired', 404), preview(revoked, 'revoked', 404)],
    ...[preview(locked, 'locked', 404)],
    ...[oembed(open, 'open', 200), oembed(expired, 'expired', 404), oembed(revoked, 'revoked', 404)],
    ...[oembed(locked, 'locked', 401)],
    ...[unlock(expired, 'expired', 404, LINK_PASSWORD), unlock(revoked, 'revoked', 404, LINK_PASSWORD)],
    ...[unlock(open, 'open', 404, LINK_PASSWORD), unlock(locked, 'with a wrong password', 303, mark)],
  ];
}

function formProbes(): Probe[] {
  const post = (address: string, init: Probe['init'], answers = everybody(303)): Probe => ({
    ...{ route: `POST ${address}`, ask: address, ...(init ? { init } : {}), answers },
  });
  return [
    // Those that end something are asked without what they need; what they do is theirs alone who ask.
    post('/account/delete', form({ words: 'no' })),
    { ...post('/account/export', undefined, known(303, 200)), shows: true },
    post('/account/selfies', form({ keep: 'yes' })),
    post('/account/sign-out', { headers: { 'content-type': 'text/plain' } }, everybody(422)),
    post('/language', form({ language: 'uk' })),
    post('/sign-in/link/use', form({ token: 'x' })),
    post('/sign-in/mail', form({ email: 'no address' })),
    post('/create/shared', undefined),
    post('/api/selfies', { headers: { 'content-type': 'image/jpeg' }, body: 'no photo' }, everybody(415)),
    { ...post('/api/auth/[...nextauth]', form({})), ask: '/api/auth/signout', answers: everybody(302) },
  ];
}

function apiProbes(owner: Owner, url: string): Probe[] {
  const { requestId, result, upload, generationId, selfieId, avatarId } = owner;
  const truthful = '?http_status=truthful';
  const json = (body: object) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const drawn = { route: 'POST /api/v6/image_editing/face_gen', ask: `/api/v6/image_editing/face_gen${truthful}` };
  const fetched = { route: 'POST /api/v6/[family]/fetch/[id]', ask: `/api/v6/images/fetch/${requestId}${truthful}` };
  const refused = known(401, 400);
  return [
    page('/images/results/[name]', { ask: result, given: true, shows: true }),
    page('/images/results/[name]', {
      how: 'guessed',
      ask: `/images/results/${'A'.repeat(24)}-0.png`,
      answers: everybody(404),
    }),
    page('/images/uploads/[name]', { ask: upload, given: true, shows: true }),
    page('/images/uploads/[name]', {
      how: 'guessed',
      ask: `/images/uploads/${'A'.repeat(24)}.png`,
      answers: everybody(404),
    }),
    { ...fetched, init: json({}), answers: { ...only(200), nobody: 401 }, shows: true },
    { ...drawn, init: json({}), answers: refused },
    ...[`${url}/images/selfies/${selfieId}`, `${url}/images/avatars/${avatarId}`].map((face_image) => ({
      ...{
        ...drawn,
        how: `of ${face_image}`,
        init: json({ prompt: 'x', face_image, style: 'comic' }),
        answers: refused,
      },
    })),
    {
      ...{ route: 'POST /api/v6/image_editing/base64_to_url', ask: `/api/v6/image_editing/base64_to_url${truthful}` },
      ...{ init: json({ init_image: 'x' }), answers: refused },
    },
    ...[
      ['of another', `/api/webhook/${generationId}/0/${'A'.repeat(43)}`, 404],
      ['its own', hintPath(generationId), 200],
    ].map(
      ([how, ask, answer]): Probe => ({
        ...{
          route: 'POST /api/webhook/[generationId]/[position]/[secret]',
          how: String(how),
          ask: String(ask),
        },
        ...{ init: json({ id: '1' }), answers: everybody(Number(answer)) },
      }),
    ),
  ];
}

function actionProbes(owner: Owner): Probe[] {
  const { avatarId, otherIds, trashedId, queuedId, failedIds, links, selfieId, keyId, deliveryId, mark } = owner;
  const [retriedId = '', dismissedId = ''] = failedIds;
  const [first = '', second = ''] = otherIds;
  const refused = only('ok', 'error');
  // Changes nothing of what isn't theirs, and says nothing of it.
  const silent = known('error', 'ok');
  return [
    action('moreAvatars', [{ cursor: '', filter: { q: mark } }], silent, { shows: true }),
    action('listDeliveries', [undefined], silent, { shows: true }),
    action('beginPlayground', [undefined], everybody('ok')),
    action('createApiKey', [{ name: 'x', dailyLimit: null }], everybody('ok')),
    action('createAvatars', [{ ...owner.wish, selfieId, style: 'comic', consent: true }], refused),
    action('cancelGeneration', [queuedId], refused),
    action('retryGeneration', [retriedId], refused),
    action('dismissGeneration', [dismissedId], silent),
    action('setFavourite', [{ ids: [avatarId], favourite: true }], refused),
    action('shareAvatars', [[avatarId, second]], refused),
    action('changeShareLink', [{ slug: links.open, showsSelfie: true, showsPrompt: true }], refused),
    action('stopSharing', [links.locked], silent),
    action('restoreAvatars', [[trashedId]], refused),
    action('resendDelivery', [deliveryId], refused),
    action('revokeApiKey', [keyId], refused),
    action('deleteAvatars', [[first]], refused),
    action('deleteForGood', [[first, trashedId]], silent),
    action('deleteForGood', ['all'], silent, { how: 'all' }),
    action('revokeApiKey', [randomUUID()], everybody('error'), { how: 'of nobody' }),
  ];
}
