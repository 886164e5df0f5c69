import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { apiDocument } from '@/lib/api-document';
import { answerExamples, parameterFacts } from '@/lib/api-reference';

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(JSON.stringify(apiDocument())))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const broken = { ...apiDocument(), paths: { '/x': { post: { responses: 7 } } } };
  expect((await validator.validate(broken)).valid).toBe(false);
});

test('the documentation’s answers are of the shapes that the document describes', () => {
  const { schemas } = apiDocument().components as { schemas: Record<string, object> };
  const ajv = new Ajv2020({ validateFormats: false });
  const names = answerExamples().map(({ name, body }) => {
    expect(ajv.validate(schemas[name] ?? false, body), `${name}: ${ajv.errorsText()}`).toBe(true);
    return name;
  });
  expect(names).toHaveLength(new Set(names).size);
});

test('the reference tells each parameter’s type, limits and what stands for it', () => {
  const facts = Object.fromEntries(parameterFacts().map(({ name, ...fact }) => [name, fact]));
  expect(facts.prompt).toMatchObject({ type: 'string', required: true, limits: 'at most 2000 characters', usual: '' });
  expect(facts.height).toMatchObject({ type: 'integer', required: false, limits: '64–768', usual: '' });
  expect(facts.num_inference_steps).toMatchObject({ limits: '21, 31, 41', usual: '21' });
  expect(facts.style).toMatchObject({ limits: 'realistic, anime, 3d, chibi, comic', usual: 'realistic' });
  expect(
    Object.values(facts).every(({ description }) => description.endsWith('.') || description.endsWith('https')),
  ).toBe(true);
});
