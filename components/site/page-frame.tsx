import type { ReactNode } from 'react';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/site';
import { LanguageChoice } from './language-choice';
import { ThemeChoice } from './theme-choice';
import { WordMark } from './word-mark';

/** The frame of every page: a way past the header, the header, the page, the footer. Plain HTML: it costs no JavaScript. */
export function PageFrame({
  nav,
  foot = null,
  children,
}: {
  nav: ReactNode;
  /** More for the footer. */
  foot?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="button button-ink absolute top-2 left-2 z-50 -translate-y-20 focus-visible:translate-y-0"
      >
        {m.skip()}
      </a>
      <header className="mx-auto flex w-full max-w-7xl items-center justify-between gap-2 px-4 py-3 sm:px-8">
        <a href="/" className="inline-flex min-h-11 items-center" aria-label={common.home()}>
          <WordMark />
        </a>
        <nav aria-label={m.navigation()} className="-mr-3 flex items-center sm:gap-1">
          {nav}
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 focus:outline-none">
        {children}
      </main>
      <footer className="mx-auto flex w-full max-w-7xl flex-wrap items-center justify-between gap-x-8 gap-y-1 px-4 pt-16 pb-6 text-sm text-ink-soft sm:px-8">
        <p>{m.foot()}</p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          {foot}
          <a href="/developers" className="link inline-flex min-h-11 items-center">
            {m.developers()}
          </a>
          <a href="/privacy" className="link inline-flex min-h-11 items-center">
            {m.privacy()}
          </a>
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </footer>
    </div>
  );
}
