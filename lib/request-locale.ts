/** Which language a request is answered in: the person's choice, then what their browser asks for, then English. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { LOCALES, type Locale, spoken, toLocale } from '../messages/locale.ts';
import { once } from './once.ts';

/** The cookie that keeps a person's choice; the page for when there is no connection reads it, too. */
export const LANGUAGE_COOKIE = 'language';

/** Programs are always answered in the language of the documentation. */
const FOR_PROGRAMS = /^\/api\/(v6\/|openapi\.json|health|metrics|webhook\/)/;

const running = once('request-locale', () => new AsyncLocalStorage<Locale>());
spoken.here = () => running.getStore();

/** Runs work, and all that comes of it, in one language. */
export function inLocale<T>(locale: Locale, work: () => T): T {
  return running.run(locale, work);
}

/** @param header as it came: `Cookie`, `Accept-Language` */
export function requestLocale(url: string, header: (name: string) => string | undefined): Locale {
  if (FOR_PROGRAMS.test(url)) return LOCALES[0];
  return chosenLocale(header('cookie') ?? '') ?? acceptedLocale(header('accept-language') ?? '') ?? LOCALES[0];
}

function chosenLocale(cookies: string): Locale | null {
  const [, value = ''] = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=([\\w-]+)`).exec(cookies) ?? [];
  return toLocale(value);
}

/** The best of what is accepted (RFC 9110, 12.5.4). */
function acceptedLocale(header: string): Locale | null {
  const wishes = header.split(',').map((wish) => {
    const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { locale: toLocale(tag), quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const [best] = wishes
    .filter(({ locale, quality }) => locale !== null && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return best?.locale ?? null;
}
