/**
 * Makes functions of the texts in messages/*.json: one module a group in messages/compiled, with a function for each
 * text that takes its variables. Texts are ICU messages; they are read here, so that browsers get neither a parser nor
 * texts that their page doesn't use. What isn't the same in all languages stops the set-up.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, SetupError } from './setup-process.mjs';

const FOLDER = at('messages');
const COMPILED = path.join(FOLDER, 'compiled');
const OFFLINE_PAGE = at('public', 'offline.html');

/** Kinds of ICU elements (`TYPE` of the parser). */
const [LITERAL, ARGUMENT, NUMBER, PLURAL, POUND] = [0, 1, 2, 6, 7];

export function areCompiled() {
  return existsSync(COMPILED) && existsSync(OFFLINE_PAGE);
}

/** Makes messages/compiled and public/offline.html. @throws SetupError with what is wrong in which text */
export async function compileMessages() {
  const catalogues = readCatalogues();
  const modules = await compile(catalogues);
  rmSync(COMPILED, { recursive: true, force: true });
  mkdirSync(COMPILED, { recursive: true });
  for (const [group, code] of Object.entries(modules)) writeFileSync(path.join(COMPILED, `${group}.ts`), code);
  const template = readFileSync(path.join(FOLDER, 'offline.html'), 'utf8');
  writeFileSync(OFFLINE_PAGE, offlinePage(template, catalogues));
}

/** The texts by language, the first one's first: `{ en: { landing: { title: '…' } }, uk: … }`. */
export function readCatalogues() {
  const others = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== 'en.json');
  return Object.fromEntries(
    ['en.json', ...others.sort()].map((file) => [path.basename(file, '.json'), readTexts(file)]),
  );
}

function readTexts(file) {
  try {
    return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
  } catch (error) {
    throw new SetupError(`messages/${file}: ${error.message}`, { cause: error });
  }
}

/** The modules' code by group. @throws SetupError that names the language, the text and what is wrong with it */
export async function compile(catalogues) {
  const { parse } = await import('@formatjs/icu-messageformat-parser');
  const [[first, texts], ...others] = Object.entries(catalogues);
  for (const [locale, other] of others) checkSame(texts, other, locale, first);
  const read = (locale, group, key) => {
    const text = catalogues[locale][group][key];
    const name = `messages/${locale}.json: ${group}.${key}`;
    if (typeof text !== 'string' || text.trim() === '') throw new SetupError(`${name} is empty.`);
    try {
      // Tags stay as they are: components/ui/rich.tsx puts elements in their place.
      return { elements: parse(text, { ignoreTag: true }), tags: tagsOf(text), name };
    } catch (error) {
      throw new SetupError(`${name}: ${error.message}`, { cause: error });
    }
  };
  return Object.fromEntries(
    Object.entries(texts).map(([group, keys]) => {
      const functions = Object.keys(keys).map((key) =>
        write(
          key,
          Object.keys(catalogues).map((locale) => ({ locale, ...read(locale, group, key) })),
        ),
      );
      const code = functions.join('\n');
      const used = ['formatNumber', 'getLocale', 'plural'].filter((name) => code.includes(`${name}(`));
      return [
        group,
        `// Made from messages/*.json by the set-up.\nimport { ${used.join(', ')} } from '../locale.ts';\n\n${code}\n`,
      ];
    }),
  );
}

/** Both have the same groups and texts, in the same order. */
function checkSame(texts, other, locale, first) {
  const names = (catalogue) =>
    Object.entries(catalogue).flatMap(([group, keys]) => Object.keys(keys).map((key) => `${group}.${key}`));
  const [wanted, has] = [names(texts), names(other)];
  const missing = wanted.find((name) => !has.includes(name));
  if (missing) throw new SetupError(`messages/${locale}.json lacks ${missing}, which ${first}.json has.`);
  const extra = has.find((name) => !wanted.includes(name));
  if (extra) throw new SetupError(`messages/${locale}.json has ${extra}, which ${first}.json lacks.`);
  const moved = wanted.findIndex((name, index) => name !== has[index]);
  if (moved >= 0)
    throw new SetupError(`messages/${locale}.json has ${has[moved]} where ${first}.json has ${wanted[moved]}.`);
}

const tagsOf = (text) => [...text.matchAll(/<\/?\w+>/g)].map(([tag]) => tag).sort();

/** One text in all languages as a function. */
function write(key, versions) {
  const [first, ...others] = versions;
  const [wanted, tags] = [variablesOf(first.elements), String(first.tags)];
  for (const { name, elements, tags: own } of others) {
    const has = variablesOf(elements);
    const differs =
      [...wanted.keys()].find((each) => !has.has(each)) ?? [...has.keys()].find((each) => !wanted.has(each));
    if (differs) throw new SetupError(`${name} has not the same variables as in ${first.locale}: ${differs}.`);
    // What one language counts is a number for all.
    for (const [each, type] of has) if (type === 'number') wanted.set(each, type);
    if (String(own) !== tags) throw new SetupError(`${name} has not the same tags as in ${first.locale}.`);
  }
  const chosen = others.reduceRight(
    (rest, { locale, elements }) => `getLocale() === '${locale}' ? ${template(elements, locale)} : ${rest}`,
    template(first.elements, first.locale),
  );
  const types = [...wanted].map(([variable, type]) => `${variable}: ${type}`).join('; ');
  return `export const ${key} = (${wanted.size === 0 ? '' : `v: { ${types} }`}): string => ${chosen};`;
}

/** What a text needs to be told: names and types. */
function variablesOf(elements, found = new Map()) {
  for (const element of elements) {
    if (element.type === ARGUMENT && !found.has(element.value)) found.set(element.value, 'string | number');
    if (element.type === NUMBER || element.type === PLURAL) found.set(element.value, 'number');
    if (element.type === PLURAL) for (const { value } of Object.values(element.options)) variablesOf(value, found);
  }
  return found;
}

/** Elements as a template literal. */
function template(elements, locale, counted = null) {
  const parts = elements.map((element) => {
    switch (element.type) {
      case LITERAL:
        return element.value.replace(/[\\`]|\$\{/g, '\\$&');
      case ARGUMENT:
        return `\${v.${element.value}}`;
      case NUMBER:
        return `\${formatNumber(v.${element.value}, '${locale}')}`;
      case POUND:
        return `\${formatNumber(v.${counted}, '${locale}')}`;
      case PLURAL: {
        const forms = Object.entries(element.options).map(
          ([form, { value }]) => `'${form}': ${template(value, locale, element.value)}`,
        );
        return `\${plural('${locale}', v.${element.value}, { ${forms.join(', ')} })}`;
      }
      default:
        throw new SetupError(`A text uses an ICU element that the set-up doesn't know (type ${element.type}).`);
    }
  });
  return `\`${parts.join('')}\``;
}

/** The page for when there is no connection: all languages in one file, since the browser keeps it. */
function offlinePage(page, catalogues) {
  const fill = (part, texts) => part.replace(/\{(\w+)\}/g, (_, key) => texts[key]);
  return page.replace(/<!-- each language -->([\s\S]*?)<!-- end -->\n/, (_, part) =>
    Object.entries(catalogues)
      .map(([locale, { offline }]) => fill(part, { ...offline, locale }).trim())
      .join('\n    '),
  );
}
