'use client';

import type { ReactNode } from 'react';
import { type Locale, spoken } from '@/messages/locale';

/**
 * The language of all that is shown within it, in the browser too. The page's `<html lang>` isn't enough: a page that
 * isn't there has none until React has written it, and translators put theirs into it.
 */
export function LocaleScope({ locale, children }: { locale: Locale; children: ReactNode }) {
  if (typeof document !== 'undefined') spoken.here = () => locale;
  return children;
}
