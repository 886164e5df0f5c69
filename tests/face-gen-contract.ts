/**
 * What any endpoint of the contract does, as one suite: our fake upstream has to pass it, so that what it stands for
 * is what clients meet, and so has our own endpoint.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createFaceGen } from '../lib/face-gen/client.ts';
import { eventually, post } from './api-product.ts';
import { portraitFile } from './factories.ts';

export type Endpoint = {
  /** Of the host. */
  url: string;
  key: string;
  /** Sent along, to have a request answered before its pictures are there. */
  unhurried: Record<string, string>;
  /** The same, at a host that never has them at once. */
  slowUrl: string;
  place: string;
  received: { path: string; body: string }[];
};

const FOLDER = '/api/v6/image_editing';
const portrait = await readFile(portraitFile);
const dataUri = `data:image/jpeg;base64,${portrait.toString('base64')}`;

async function pictureAt(address: string): Promise<{ format: string; width: number; height: number }> {
  const response = await fetch(address);
  expect(response.status).toBe(200);
  const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return { format, width, height };
}

export function faceGenContract(name: string, start: () => Endpoint): void {
  const submit = (more: Record<string, unknown>, headers = {}, host = start().url) =>
    post(
      `${host}${FOLDER}/face_gen`,
      {
        key: start().key,
        prompt: 'in a garden',
        face_image: dataUri,
        style: 'comic',
        width: 256,
        height: 256,
        ...more,
      },
      headers,
    );

  /** The answer with the pictures, asked for again when the first came before them. */
  const success = (body: Record<string, unknown>) =>
    body.status === 'success'
      ? body
      : eventually(async () => {
          const later = (await post(String(body.fetch_result), { key: start().key })).body;
          expect(later.status).toBe('success');
          return later;
        });
  const finished = async (more: Record<string, unknown>) => success((await submit(more)).body);

  describe(`${name} as an endpoint of the contract`, { timeout: 90_000 }, () => {
    test('refuses a wrong key, and none, whatever is asked', async () => {
      for (const key of ['wrong', null, undefined, '']) {
        const { body } = await submit({ key, prompt: '' });
        expect(body).toMatchObject({ status: 'error', message: expect.stringMatching(/^invalid api key$/i) });
        const address = `${start().url}${FOLDER}/fetch/1`;
        expect((await post(address, { key })).body).toMatchObject({ status: 'error' });
      }
    });

    test('tells what is no JSON', async () => {
      const { body } = await post(`${start().url}${FOLDER}/face_gen`, '{"key": ');
      expect(body).toEqual(expect.objectContaining({ status: 'error', message: 'Invalid API Request' }));
      expect(body.tip).toMatch(/JSON/);
    });

    test('tells which field is missing, also one that is empty', async () => {
      expect((await submit({ prompt: ' ' })).body).toMatchObject({
        status: 'error',
        message: { prompt: ['The prompt field is required.'] },
      });
      expect((await submit({ face_image: '' })).body).toMatchObject({
        status: 'error',
        message: { face_image: ['The face image field is required.'] },
      });
    });

    test('tells a face that is neither an address nor said to be base64, and an address without one', async () => {
      const { body } = await submit({ face_image: portrait.toString('base64'), base64: false });
      expect(body.message).toBe('init image must be a valid url when base64 is a representation of false');
      const unread = await submit({ face_image: `${start().place}/nothing-here.jpg` });
      expect(unread.body).toMatchObject({ status: 'error', message: 'Unable to fetch image from provided URL' });
    });

    test('answers a success with links to pictures of the size asked for, and with the seed', async () => {
      const body = await finished({ seed: '42', width: '256', height: 320, num_inference_steps: '31', samples: '2' });
      expect(body).toMatchObject({ id: expect.any(Number), generationTime: expect.any(Number) });
      expect(Number(body.meta.seed)).toBe(42);
      expect(body.proxy_links).toHaveLength(2);
      expect(body.output).toHaveLength(2);
      for (const link of body.output) {
        expect(await pictureAt(link)).toEqual({ format: 'png', width: 256, height: 320 });
      }
      const [one, two] = await Promise.all(body.output.map(async (link: string) => (await fetch(link)).arrayBuffer()));
      expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    });

    test('takes bare base64 and gives base64 text, when both sides say so', async () => {
      const { output } = await finished({ face_image: portrait.toString('base64'), base64: 'yes' });
      expect(output).toEqual([expect.stringMatching(/\.base64$/)]);
      const text = await (await fetch(output[0])).text();
      expect((await sharp(Buffer.from(text, 'base64')).metadata()).format).toBe('png');
    });

    test('answers processing with an estimate and where to ask; there, and at its webhook, the pictures come', async () => {
      const { slowUrl, unhurried, key, place, received } = start();
      const hook = `/hook/${name.replaceAll(' ', '-')}`;
      const { body } = await submit({ webhook: `${place}${hook}`, ' track_id': 'row-7' }, unhurried, slowUrl);
      expect(body).toMatchObject({
        ...{ status: 'processing', id: expect.any(Number), output: [], proxy_links: [] },
        ...{ eta: expect.any(Number), future_links: [expect.any(String)], meta: expect.any(Object) },
        message: 'Try to fetch request after seconds estimated',
        fetch_result: `${slowUrl}${FOLDER}/fetch/${body.id}`,
      });
      const early = (await post(body.fetch_result, { key })).body;
      expect(early).toMatchObject({ status: 'processing', message: 'try again later.', output: '' });
      expect(early).not.toHaveProperty('id');
      const done = await success(body);
      expect(done).toMatchObject({ id: body.id, output: body.future_links });
      expect((await pictureAt(done.output[0])).width).toBe(256);
      for (const family of ['images', 'realtime']) {
        const again = await post(`${slowUrl}/api/v6/${family}/fetch/${body.id}`, { key });
        expect(again.body).toMatchObject({ status: 'success', id: body.id });
      }
      const delivery = await eventually(() => {
        const found = received.find((request) => request.path === hook);
        if (found === undefined) throw new Error('not called');
        return JSON.parse(found.body);
      });
      expect(delivery).toMatchObject({
        status: 'success',
        id: String(body.id),
        track_id: 'row-7',
        output: done.output,
      });
      expect(delivery.meta).toMatchObject({ prompt: 'in a garden' });
    });

    test('knows nothing of an id that it didn’t give', async () => {
      for (const id of ['999999999', 'nonsense']) {
        const { body } = await post(`${start().url}${FOLDER}/fetch/${id}`, { key: start().key });
        expect(body).toMatchObject({ status: 'failed', id: '', message: 'Request not found', output: '' });
      }
    });

    test('serves our own client, from the photo to the pictures’ bytes', async () => {
      const { slowUrl, key } = start();
      const client = createFaceGen({ baseUrl: slowUrl, key });
      const faceImage = await client.upload(portrait);
      expect((await pictureAt(faceImage)).width).toBe(512);
      const wish = { faceImage, prompt: 'in a garden', style: 'comic', width: 256, height: 384 } as const;
      const answer = await client.submit({ ...wish, seed: 7 });
      const done =
        answer.status === 'success'
          ? answer
          : await eventually(async () => {
              const later = await client.fetch(answer);
              if (later.status !== 'success') throw new Error(later.status);
              return later;
            });
      const [picture] = await client.download(done);
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 256, height: 384 });
      await expect(client.fetch('999999999')).rejects.toMatchObject({ code: 'not_found' });
    });
  });
}
