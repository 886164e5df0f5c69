import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiDocument } from '@/lib/api-document';

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(JSON.stringify(apiDocument())))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const broken = { ...apiDocument(), paths: { '/x': { post: { responses: 7 } } } };
  expect((await validator.validate(broken)).valid).toBe(false);
});
