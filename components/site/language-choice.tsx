import * as m from '@/messages/compiled/site';
import { getLocale, LOCALE_NAMES, LOCALES, localeTag } from '@/messages/locale';

/** The languages, each by its own name. A plain form: it leads back to the page that it was on, without any JavaScript. */
export function LanguageChoice() {
  return (
    <form method="post" action="/language" aria-label={m.language()} className="flex items-center gap-x-4">
      {LOCALES.map((locale) =>
        locale === getLocale() ? (
          <span key={locale} aria-current="true" className="inline-flex min-h-11 items-center text-ink">
            {LOCALE_NAMES[locale]}
          </span>
        ) : (
          <button
            key={locale}
            type="submit"
            name="language"
            value={locale}
            lang={localeTag(locale)}
            className="link inline-flex min-h-11 items-center"
          >
            {LOCALE_NAMES[locale]}
          </button>
        ),
      )}
    </form>
  );
}
