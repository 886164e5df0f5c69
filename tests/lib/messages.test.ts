/** The texts: whole in every language, and nowhere but in the catalogue. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../lib/engine/errors.ts';
import { FaceGenError } from '../../lib/face-gen/errors.ts';
import { failureText } from '../../lib/failures.ts';
import { inLocale } from '../../lib/request-locale.ts';
import * as common from '../../messages/compiled/common.ts';
import { LOCALES } from '../../messages/locale.ts';
import { compile, readCatalogues } from '../../server/setup-messages.mjs';
import { strayTexts } from '../stray-texts.ts';

type Catalogue = Record<string, Record<string, string>>;

const catalogues: Record<string, Catalogue> = readCatalogues();
const texts = (catalogue: Catalogue) =>
  Object.entries(catalogue).flatMap(([group, keys]) =>
    Object.entries(keys).map(([key, text]) => ({ name: `${group}.${key}`, group, key, text })),
  );

const sources = ['app', 'components', 'lib', 'server'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.join(folder, file)),
);

describe('the catalogue', () => {
  test('has every text in every language, with the same variables', async () => {
    expect(Object.keys(catalogues)).toEqual([...LOCALES]);
    expect(Object.keys(await compile(catalogues))).toEqual(Object.keys(catalogues.en ?? {}));
  });

  test.each<[string, Catalogue, string]>([
    ['a text that is missing', { site: {} }, 'messages/uk.json lacks site.hello'],
    ['a text that is empty', { site: { hello: ' ' } }, 'messages/uk.json: site.hello is empty'],
    ['a text too many', { site: { hello: '{name}', more: 'x' } }, 'messages/uk.json has site.more'],
    ['a variable too few', { site: { hello: 'Привіт' } }, 'site.hello has not the same variables'],
    ['a variable of another name', { site: { hello: '{імʼя}{name2}' } }, 'site.hello'],
    ['a tag too many', { site: { hello: '<b>{name}</b>' } }, 'site.hello has not the same tags'],
    ['a brace that isn’t closed', { site: { hello: '{name' } }, 'messages/uk.json: site.hello'],
  ])('%s stops the set-up, which names it', async (_, uk, problem) => {
    await expect(compile({ en: { site: { hello: 'Hello {name}' } }, uk })).rejects.toThrow(problem);
  });

  test('counts in Ukrainian in all its forms, written for people', () => {
    const count = (number: number) => inLocale('uk', () => common.avatars({ count: number }));
    expect([1, 2, 5, 11, 21, 22, 1000].map(count)).toEqual([
      ...['1 аватар', '2 аватари', '5 аватарів', '11 аватарів', '21 аватар', '22 аватари'],
      '1\u00a0000 аватарів',
    ]);
    expect([1, 2, 1000].map((number) => common.avatars({ count: number }))).toEqual([
      '1 avatar',
      '2 avatars',
      '1,000 avatars',
    ]);
    const lacking = texts(catalogues.uk ?? {}).filter(
      ({ text }) => text.includes(', plural,') && / one \{/.test(text) && !/ few \{.* many \{/s.test(text),
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  test('is Ukrainian in Ukrainian, in the same plain voice', () => {
    const uk = texts(catalogues.uk ?? {});
    expect(
      uk
        .filter(({ text }) => /\p{L}/u.test(text.replace(/\{\w+\}/g, '')) && !/\p{Script=Cyrillic}/u.test(text))
        .map(({ name }) => name),
    ).toEqual([]);
    // Letters that only look Ukrainian: Russian ones, and Latin ones within a word.
    expect(
      uk
        .filter(({ text }) => /[ыэёъ]|\p{Script=Cyrillic}[a-z]|[a-z]\p{Script=Cyrillic}/iu.test(text))
        .map(({ name }) => name),
    ).toEqual([]);
    for (const catalogue of Object.values(catalogues)) {
      expect(
        texts(catalogue)
          .filter(({ text }) => /!/.test(text))
          .map(({ name }) => name),
      ).toEqual([]);
    }
  });

  test('holds no text that nothing shows', () => {
    const using = (group: string) =>
      sources.map((file) => readFileSync(file, 'utf8')).filter((code) => code.includes(`messages/compiled/${group}`));
    const unused = Object.keys(catalogues.en ?? {})
      // public/offline.html is made of these.
      .filter((group) => group !== 'offline')
      .flatMap((group) => {
        const code = using(group).join('\n');
        const keys = Object.keys(catalogues.en?.[group] ?? {});
        return keys.filter((key) => !new RegExp(`\\.${key}\\b`).test(code)).map((key) => `${group}.${key}`);
      });
    expect(unused).toEqual([]);
  });
});

test('a failure reads in English just as the engine told it, and in Ukrainian by its code', () => {
  const errors = [
    ...(['unreadable', 'no_face', 'several_faces', 'face_too_small', 'face_cut_off', 'face_turned_away'] as const),
    ...(['face_too_dark', 'face_too_bright', 'face_blurred', 'cancelled', 'crashed'] as const),
  ].map((code) => new EngineError(code));
  const remote = [
    ...(['bad_key', 'out_of_credits', 'rate_limited', 'invalid_request', 'bad_photo', 'unreadable_photo'] as const),
    ...([
      'refused_by_safety',
      'upstream_failed',
      'upstream_down',
      'timeout',
      'bad_response',
      'outcome_unknown',
    ] as const),
    ...(['not_found'] as const),
  ].map((code) => new FaceGenError(code));
  for (const { code, message } of [...errors, ...remote]) {
    expect(failureText(code, 'Told before.')).toBe(message);
    expect(inLocale('uk', () => failureText(code, 'Told before.'))).toMatch(/^[А-ЯІЇЄҐ]/);
  }
  expect(failureText('of_an_earlier_version', 'Told before.')).toBe('Told before.');
});

test('a text outside of the catalogue is found, wherever it stands in a component', () => {
  const code = `export const Page = ({ many, name }) => (
    <a href="/x" className="big button" title="Open it" onClick={() => go('Away')}>
      Read more {many ? 'Several' : m.one()} {\`Hello \${name}\`}
    </a>
  );
  const SORRY = { words: 'These are not the words.' };
  throw new AppError('invalid_input', 'Choose a photo.');
  throw new Error('For the log.');`;
  expect(strayTexts('page.tsx', code).map((place) => place.replace(/^\S+ /, '').replace('$', ''))).toEqual([
    ...['Open it', 'Read more', 'Several', '`Hello {name}`', 'These are not the words.', 'Choose a photo.'],
  ]);
});

test('no text for people stands outside of the catalogue', () => {
  const pages = sources.filter((file) => /^(app|components)\//.test(file));
  expect(pages.length).toBeGreaterThan(100);
  expect(pages.flatMap((file) => strayTexts(file, readFileSync(file, 'utf8')))).toEqual([]);
  // Of the data layer, what it tells people: all but what programs are answered.
  const refusing = sources.filter((file) => /^lib\/(?!api-(photo|requests)\.ts)[\w-]+\.ts$/.test(file));
  const refusals = refusing.flatMap(
    (file) => readFileSync(file, 'utf8').match(/new AppError\(\s*'\w+',\s*['`]/g) ?? [],
  );
  expect(refusing.length).toBeGreaterThan(50);
  expect(refusals).toEqual([]);
});
