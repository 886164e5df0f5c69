/**
 * The languages of the interface, and which of them is spoken. On the server whatever runs the request says it
 * (lib/request-locale.ts), in a browser the page (components/site/locale-scope.tsx); where nobody asks, as in the
 * worker and for programs, it is English.
 */
import { once } from '../lib/once.ts';

/** The first one stands in where none of them is wanted. */
export const LOCALES = ['en', 'uk'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each in its own words. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', uk: 'Українська' };

/** As `<html lang>` and `Intl` want it. */
const TAGS: Record<Locale, string> = { en: 'en-GB', uk: 'uk' };

/** One for all copies of this module in a process, and in a page. */
export const spoken = once<{ here: () => Locale | undefined }>('locale', () => ({ here: () => undefined }));

export function getLocale(): Locale {
  return (
    spoken.here() ?? (typeof document === 'undefined' ? null : toLocale(document.documentElement.lang)) ?? LOCALES[0]
  );
}

/** The language that a tag names, in whichever country; `null` for one that isn't spoken here. */
export function toLocale(tag: string): Locale | null {
  const [language] = tag.toLowerCase().split('-');
  return LOCALES.find((locale) => locale === language) ?? null;
}

/** The language spoken, as `<html lang>` and `Intl` want it: `en-GB`, `uk`. */
export function localeTag(locale: Locale = getLocale()): string {
  return TAGS[locale];
}

/** A date as the language writes it. */
export function formatDate(date: string | Date, options: Intl.DateTimeFormatOptions): string {
  const tag = localeTag();
  // To make a formatter takes a thousand times as long as to use it.
  const format = once(`dates ${tag} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(tag, options));
  return format.format(new Date(date));
}

/** A number as the language writes it. */
export function formatNumber(value: number, locale: Locale = getLocale()): string {
  const tag = localeTag(locale);
  return once(`numbers ${tag}`, () => new Intl.NumberFormat(tag)).format(value);
}

/** The form of a word that goes with a count; `forms` by plural category (Unicode CLDR), or `=0` for one count alone. */
export function plural(locale: Locale, count: number, forms: Record<string, string>): string {
  const tag = localeTag(locale);
  const category = once(`plurals ${tag}`, () => new Intl.PluralRules(tag)).select(count);
  return forms[`=${count}`] ?? forms[category] ?? forms.other ?? '';
}
