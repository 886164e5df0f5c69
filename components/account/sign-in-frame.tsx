import type { ReactNode } from 'react';

/** What all pages of signing in look like: one narrow column, its title, and a sentence. */
export function SignInFrame({ title, text, children }: { title: ReactNode; text: ReactNode; children?: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-md gap-6 px-4 pt-8 sm:px-8 sm:pt-20">
      <div className="grid gap-3">
        <h1 className="text-3xl [overflow-wrap:anywhere] sm:text-4xl">{title}</h1>
        <div className="text-ink-soft">{text}</div>
      </div>
      {children}
    </div>
  );
}
