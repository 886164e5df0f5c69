import { afterAll, beforeAll } from 'vitest';
import { type ApiProduct, startApiProduct } from '../api-product.ts';
import { type Endpoint, faceGenContract } from '../face-gen-contract.ts';
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';

let own: Endpoint;
let fakes: FakeFaceGen[];
let product: ApiProduct;

beforeAll(async () => {
  product = await startApiProduct();
  const { url, place, received } = product;
  own = {
    url,
    slowUrl: url,
    place,
    received,
    key: (await product.person()).key,
    unhurried: { prefer: 'respond-async' },
  };
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
