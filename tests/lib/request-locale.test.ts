/** Which language a request is answered in. */
import { expect, test } from 'vitest';
import { inLocale, requestLocale } from '../../lib/request-locale.ts';
import { getLocale, toLocale } from '../../messages/locale.ts';

const ask = (headers: Record<string, string>, url = '/') => requestLocale(url, (name) => headers[name]);

test.each([
  ['uk', 'uk'],
  ['uk-UA,uk;q=0.9,en;q=0.8', 'uk'],
  ['fr, UK;q=0.5, en;q=0.3', 'uk'],
  ['en;q=0.4,uk;q=0.7', 'uk'],
  ['en-GB,uk;q=0.9', 'en'],
  ['uk;q=0, en', 'en'],
  ['fr,de;q=0.5', 'en'],
  ['*', 'en'],
  [';;q=,uk;q=much', 'en'],
  ['', 'en'],
])('a browser that asks for %j gets %s', (header, locale) => {
  expect(ask({ 'accept-language': header })).toBe(locale);
});

test('a person’s own choice counts more than what the browser asks for, if it is one of ours', () => {
  const asked = { 'accept-language': 'uk' };
  expect(ask({ ...asked, cookie: 'language=en' })).toBe('en');
  expect(ask({ cookie: 'a=b; language=uk; c=d' })).toBe('uk');
  expect(ask({ ...asked, cookie: 'language=xx' })).toBe('uk');
  expect(ask({ ...asked, cookie: 'sublanguage=en; x=language=en' })).toBe('uk');
});

test('programs are answered in English, whatever they ask for', () => {
  for (const url of ['/api/v6/image_editing/face_gen', '/api/v6/image_editing/fetch/1', '/api/openapi.json']) {
    expect(ask({ 'accept-language': 'uk', cookie: 'language=uk' }, url)).toBe('en');
  }
  expect(ask({ 'accept-language': 'uk' }, '/api/selfies')).toBe('uk');
});

test('work has its language to its end, whatever runs beside it, and none afterwards', async () => {
  const seen = await Promise.all(
    (['uk', 'en', 'uk'] as const).map((locale) =>
      inLocale(locale, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return getLocale();
      }),
    ),
  );
  expect(seen).toEqual(['uk', 'en', 'uk']);
  expect(getLocale()).toBe('en');
  expect(toLocale('uk-UA')).toBe('uk');
});
