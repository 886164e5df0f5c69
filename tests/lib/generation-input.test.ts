import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { generationInput } from '@/lib/generation-input';
import { SEED_MAX } from '@/lib/limits';

const least = { selfieId: randomUUID(), style: 'comic', consent: true };

test('a selfie, a style and consent are enough', () => {
  expect(generationInput.parse(least)).toMatchObject({ prompt: '', width: 512, height: 768, samples: 1, seed: null });
});

test('the edges of every limit are allowed', () => {
  for (const edge of [
    { prompt: 'x'.repeat(2000) },
    { width: 256, height: 256 },
    { width: 512, height: 768 },
    { seed: 0 },
    { seed: SEED_MAX },
    { guidance: 1 },
    { guidance: 20 },
    { faceStrength: 0 },
    { faceStrength: 2 },
    { samples: 4 },
  ]) {
    expect(generationInput.safeParse({ ...least, ...edge }).error?.issues).toBeUndefined();
  }
});

const WRONG: [field: string, value: unknown, says: RegExp][] = [
  ['selfieId', 'x', /Choose a selfie/],
  ['style', 'oil', /Choose one of the styles/],
  ['prompt', 'x'.repeat(2001), /at most 2,000 characters/],
  ['negativePrompt', 7, /must be text/],
  ['width', 513, /Width must be/],
  ['width', 500.5, /whole number/],
  ['width', Number.NaN, /Width must be a number/],
  ['height', 769, /at most 768/],
  ['height', 248, /at least 256/],
  ['steps', 30, /one of 21, 31, 41/],
  ['guidance', 21, /at most 20/],
  ['faceStrength', -0.1, /at least 0/],
  ['seed', -1, /at least 0/],
  ['seed', SEED_MAX + 1, /at most 4294967295/],
  ['samples', 5, /at most 4/],
  ['consent', false, /permission/],
  ['consent', undefined, /permission/],
];

for (const [field, value, says] of WRONG) {
  test(`${field} ${String(value).slice(0, 12)} is refused in one sentence at its field`, () => {
    const { error } = generationInput.safeParse({ ...least, [field]: value });
    expect([...new Set(error?.issues.map((issue) => issue.path.join('.')))]).toEqual([field]);
    expect(error?.issues[0]?.message).toMatch(says);
  });
}

test('what a server action adds to a form’s fields is left out', () => {
  expect(generationInput.parse({ ...least, $ACTION_ID_1: '' })).not.toHaveProperty('$ACTION_ID_1');
});
