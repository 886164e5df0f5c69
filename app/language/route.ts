import { cookies } from 'next/headers';
import { env } from '@/lib/env';
import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { LANGUAGE_COOKIE } from '@/lib/request-locale';
import { toLocale } from '@/messages/locale';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Keeps the chosen language, and leads back to the page that it was chosen on. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const locale = toLocale((await readForm(request)).get('language') ?? '');
    if (locale !== null) {
      (await cookies()).set(LANGUAGE_COOKIE, locale, {
        path: '/',
        sameSite: 'lax',
        secure: env().publicUrl.startsWith('https:'),
        maxAge: YEAR_SECONDS,
      });
    }
    return seeOther(pageBefore(request));
  } catch (error) {
    return errorResponse(error);
  }
}

/** Where the form was: a path of ours, from what the browser says of it. */
function pageBefore(request: Request): string {
  const before = request.headers.get('referer') ?? '';
  if (!URL.canParse(before)) return '/';
  const { host, pathname, search } = new URL(before);
  const ours = host === request.headers.get('host') || host === new URL(env().publicUrl).host;
  // A path that begins with `//` would lead to another site.
  return ours ? pathname.replace(/^\/+/, '/') + search : '/';
}
