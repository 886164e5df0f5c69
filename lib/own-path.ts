/** Where somebody is led after signing in, when nothing else was asked for. */
const DEFAULT_PATH = '/avatars';
const MAX_LENGTH = 500;
/** Signing in leads to pages, and not back to itself. */
const NOT_PAGES = /^\/(api|images|sign-in|_next)(\/|$|\?)/;

/**
 * An address that came with a request, if it is a page of ours: path and query, never another site.
 * @returns a path that begins with one `/`; `/avatars` in place of anything else
 */
export function ownPath(given: string | null | undefined): string {
  const own = 'http://own.invalid';
  if (!given?.startsWith('/') || given.length > MAX_LENGTH || !URL.canParse(given, own)) return DEFAULT_PATH;
  const { origin, pathname, search } = new URL(given, own);
  // Browsers read `\` as `/` and leave out tabs and dots, as the parser does: what counts is what came of it.
  if (origin !== own || pathname.startsWith('//') || pathname === '/' || NOT_PAGES.test(pathname)) return DEFAULT_PATH;
  return pathname + search;
}
