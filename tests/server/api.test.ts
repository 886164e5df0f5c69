/** The API of the whole product, over HTTP, drawn by the embedded engine. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeApiKey } from '@/lib/api-keys';
import { deleteAvatars } from '@/lib/avatars';
import { db } from '@/lib/db';
import { cancelGeneration } from '@/lib/generations';
import { listAvatars } from '@/lib/history';
import { sessionCookie } from '@/lib/session-cookie';
import { documentationExamples } from '../api-examples.ts';
import { casesOf, describedBy } from '../api-fuzz.ts';
import { type ApiProduct, eventually, post, startApiProduct } from '../api-product.ts';
import { type Endpoint, faceGenContract } from '../face-gen-contract.ts';
import { portraitFile } from '../factories.ts';
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';

const FOLDER = '/api/v6/image_editing';
const portrait = await readFile(portraitFile);
const dataUri = `data:image/jpeg;base64,${portrait.toString('base64')}`;

let own: Endpoint;
let fakes: FakeFaceGen[];
let product: ApiProduct;

beforeAll(async () => {
  product = await startApiProduct();
  const { url, place, received } = product;
  const { key } = await product.person();
  own = { url, slowUrl: url, place, received, key, unhurried: { prefer: 'respond-async' } };
  fakes = [await startFakeFaceGen(), await startFakeFaceGen({ workMs: 300, webhooks: true })];
}, 120_000);

afterAll(() => Promise.all(fakes.map((fake) => fake.close())));

faceGenContract('our endpoint', () => own);

faceGenContract('the fake upstream', () => {
  const [quick, slow] = fakes;
  if (!quick || !slow) throw new Error('not started');
  const { place, received } = product;
  return { url: quick.url, slowUrl: slow.url, key: quick.key, unhurried: {}, place, received };
});

const ask = (key: string | null, more: Record<string, unknown> = {}, headers = {}, query = '') =>
  post(
    `${product.url}${FOLDER}/face_gen${query}`,
    { key, prompt: 'x', face_image: dataUri, style: 'comic', width: 256, height: 256, ...more },
    { prefer: 'respond-async', ...headers },
  );
const fetchAs = (key: string, id: number) => post(`${product.url}${FOLDER}/fetch/${id}`, { key });
const finished = (key: string, id: number) =>
  eventually(async () => {
    const { body } = await fetchAs(key, id);
    expect(body.status).toBe('success');
    return body;
  });

describe.concurrent('requests as clients of face_gen send them, byte for byte', { timeout: 90_000 }, () => {
  const recorded = {
    'the page’s own sample': `{
  "key": "KEY",
  "prompt": "pretty woman, in a garden",
  "negative_prompt": "lowres, bad anatomy, worst quality",
  "face_image": "PLACE/portrait.jpg",
  "width": "512",
  "height": "512",
  "samples": "1",
  "num_inference_steps": "21",
  "safety_checker": false,
  "base64": false,
  "seed": null,
  "guidance_scale": 7.5,
  "s_scale": 1,
  "style": "anime ",
  "webhook": null,
  " track_id": null
}`,
    'a published client’s: all strings, "null", a model that isn’t asked about':
      '{"key":"KEY","model_id":"midjourney","prompt":"a man","face_image":"PLACE/portrait.jpg","style":"3D","width":"512","height":"768","samples":"2","num_inference_steps":"20","safety_checker":"no","guidance_scale":"7.5","s_scale":"7.5","base64":"no","seed":"null","webhook":"null","track_id":"null","negative_prompt":""}',
    'another’s: bare base64, the key twice':
      '{"key":"KEY","prompt":"hero","face_image":"BASE64","base64":true,"style":"chibi"}',
  };
  for (const [name, text] of Object.entries(recorded)) {
    test(`${name}: a picture`, async () => {
      const { key } = await product.person();
      const body = text
        .replace('KEY', key)
        .replace('PLACE', product.place)
        .replace('BASE64', portrait.toString('base64'));
      const sent = await post(`${product.url}${FOLDER}/face_gen`, body, { authorization: `Bearer ${key}` });
      expect(['success', 'processing']).toContain(sent.body.status);
      const { output, meta } = sent.body.status === 'success' ? sent.body : await finished(key, sent.body.id);
      expect(output).toHaveLength(1);
      expect([meta.num_inference_steps, Number.isInteger(meta.seed)]).toEqual([21, true]);
      const response = await fetch(output[0]);
      const sample = Buffer.from(await response.arrayBuffer());
      const picture = output[0].endsWith('.base64') ? Buffer.from(sample.toString(), 'base64') : sample;
      expect(await sharp(picture).metadata()).toMatchObject({ width: meta.width, height: meta.height });
    });
  }
});

describe('what a key makes', { timeout: 90_000 }, () => {
  test('is in its owner’s history, marked, and another person’s key sees none of it', async () => {
    const [one, other] = [await product.person(), await product.person()];
    const { body } = await ask(one.key);
    const done = await finished(one.key, body.id);
    expect((await listAvatars(one.id)).avatars).toMatchObject([{ style: 'comic', byApi: true }]);
    expect((await listAvatars(other.id)).avatars).toEqual([]);
    const foreign = await fetchAs(other.key, body.id);
    expect(foreign.body).toEqual({ status: 'failed', id: '', message: 'Request not found', output: '' });
    expect(foreign.body).toEqual((await fetchAs(other.key, 999_999_999)).body);

    const [link] = done.output;
    const picture = await fetch(link, { headers: { origin: 'https://elsewhere.example' } });
    expect(picture.headers.get('access-control-allow-origin')).toBe('*');
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await fetch(link.replace(/-0\.png$/, '-1.png'))).status).toBe(404);
    expect((await fetch(link.replace(/.{24}-0\.png$/, `${'A'.repeat(24)}-0.png`))).status).toBe(404);

    // The same photo again is the same selfie; and a link of ours is read, though it may be too freely drawn.
    expect((await ask(one.key)).body.status).toBe('processing');
    expect(await db().selfie.count({ where: { ownerId: one.id } })).toBe(1);
    expect((await ask(one.key, { face_image: link })).body.code).not.toBe('unreadable_photo');

    const { generationId } = await db().apiRequest.findUniqueOrThrow({ where: { id: body.id } });
    const day = 24 * 3_600_000;
    await db().generation.update({ where: { id: generationId }, data: { endedAt: new Date(Date.now() - day) } });
    expect((await fetch(link)).status).toBe(404);
    expect((await fetchAs(one.key, body.id)).body).toMatchObject({ status: 'failed', message: 'Request not found' });
    await db().generation.update({ where: { id: generationId }, data: { endedAt: new Date() } });
    expect((await fetch(link)).status).toBe(200);
    const { avatars } = await listAvatars(one.id);
    await deleteAvatars(
      one.id,
      avatars.map(({ id }) => id),
    );
    expect((await fetch(link)).status).toBe(404);
    await cancelAll(one.id);
  });

  test('ends with the key, at once, and is bounded by its limit', async () => {
    const { id, key, keyId } = await product.person({ dailyLimit: 1 });
    const { body } = await ask(key);
    expect(body.status).toBe('processing');
    const refused = await ask(key, {}, {}, '?http_status=truthful');
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(refused.body.message).toMatch(/^Rate limit exceeded\. This key/);
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.retry_after));
    await cancelAll(id);
    await revokeApiKey(id, keyId);
    expect((await fetchAs(key, body.id)).body).toMatchObject({ status: 'error', message: 'Invalid API key' });
    expect((await ask(key, {}, { prefer: 'http-status=truthful' })).status).toBe(401);
    expect((await ask(key)).status).toBe(200);
  });

  test('is asked for without a key by its owner’s own pages only, and not by another site’s', async () => {
    const { id } = await product.person();
    const { name, value } = await sessionCookie(id);
    const cookie = `${name}=${value}`;
    const mine = await ask(null, {}, { cookie, 'sec-fetch-site': 'same-origin' });
    expect(mine.body.status).toBe('processing');
    for (const site of ['cross-site', 'same-site', 'none', '']) {
      const { body } = await ask(null, {}, { cookie, ...(site === '' ? {} : { 'sec-fetch-site': site }) });
      expect(body).toMatchObject({ status: 'error', message: 'Invalid API key' });
    }
    expect((await ask(null, {}, { 'sec-fetch-site': 'same-origin' })).body.status).toBe('error');
    expect(await db().generation.count({ where: { ownerId: id } })).toBe(1);
    await cancelAll(id);
  });

  test('waits in line, fifteen at most', async () => {
    const { id, key } = await product.person();
    const answers = [await ask(key), ...(await Promise.all(Array.from({ length: 17 }, () => ask(key))))];
    const refused = answers.filter(({ body }) => body.status === 'error');
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused[0]?.body.message).toBe('Rate limit exceeded. Maximum 15 queued requests allowed.');
    await cancelAll(id);
  });

  test('needs one usable face at an address that may be asked', async () => {
    const { id, key } = await product.person();
    const grey = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const faceless = await ask(key, { face_image: `data:image/png;base64,${grey.toString('base64')}` });
    expect(faceless.body).toMatchObject({ status: 'error', code: 'no_face' });
    expect(faceless.body.message).toMatch(/^Invalid image\. No face was found/);
    for (const address of [`${product.url}/api/health`, 'https://127.0.0.1/a.jpg', 'https://localhost/', 'ftp://x/y']) {
      const { body } = await ask(key, { face_image: address });
      expect(body.status).toBe('error');
    }
    expect((await ask(key, { webhook: 'http://hooks.example/' })).body.message).toEqual({
      webhook: [expect.stringMatching(/^The webhook must be a public https address/)],
    });
    expect(await db().selfie.count({ where: { ownerId: id } })).toBe(0);
    expect(await db().generation.count({ where: { ownerId: id } })).toBe(0);
  });
});

async function cancelAll(ownerId: string): Promise<void> {
  const open = await db().generation.findMany({ where: { ownerId, status: { in: ['queued', 'drawing'] } } });
  await Promise.all(open.map(({ id }) => cancelGeneration(ownerId, id)));
}

test('1,000 requests made from the document meet no 500, and no answer that it doesn’t describe', {
  timeout: 120_000,
}, async () => {
  const document = await (await fetch(`${product.url}/api/openapi.json`)).json();
  expect(document.servers).toEqual([{ url: product.url }]);
  const people = await Promise.all(Array.from({ length: 6 }, () => product.person()));
  const cases = casesOf(
    document,
    people.map(({ key }) => key),
    1000,
  );
  const fault = describedBy(document);
  const statuses = new Map<string, number>();
  const worker = async () => {
    for (let next = cases.pop(); next !== undefined; next = cases.pop()) {
      const { status, body } = await post(`${product.url}${next.path}`, next.body, next.headers);
      const word = `${status} ${body.status}`;
      statuses.set(word, (statuses.get(word) ?? 0) + 1);
      if (status === 500 || fault(next.template, status, body) !== null) {
        expect.fail(
          `${fault(next.template, status, body)}: ${JSON.stringify({ ...next, status, body }).slice(0, 1500)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  await Promise.all(people.map(({ id }) => cancelAll(id)));
  // Each kind of answer was met.
  for (const word of [
    '200 success',
    '200 processing',
    '200 error',
    '200 failed',
    '400 error',
    '401 error',
    '404 failed',
  ]) {
    expect([...statuses.keys()]).toContain(word);
  }
});

documentationExamples(() => product);
