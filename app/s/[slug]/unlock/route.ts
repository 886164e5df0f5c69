import { errorResponse, notFoundResponse, requireSameOrigin } from '@/lib/http';
import { SHARE_PASSWORD_MAX_LENGTH } from '@/lib/limits';
import { unlockShared } from '@/lib/shared';
import { keepPass } from '../pass';

/** More than the longest password, each of its letters written in full. */
const BODY_MAX_BYTES = SHARE_PASSWORD_MAX_LENGTH * 12 + 100;

/** Takes a link's password from its page's form, and leads back to the page. */
export async function POST(request: Request, { params }: RouteContext<'/s/[slug]/unlock'>): Promise<Response> {
  try {
    requireSameOrigin(request);
    const { slug } = await params;
    const length = Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
    const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded');
    if (!isForm || !(length <= BODY_MAX_BYTES)) return backTo(slug, 'wrong');
    const password = new URLSearchParams(await request.text()).get('password') ?? '';
    const answer = await unlockShared(slug, password);
    if (answer === null) return notFoundResponse();
    if (answer.status !== 'open') return backTo(slug, answer.status);
    await keepPass(slug, answer.pass);
    return backTo(slug, null);
  } catch (error) {
    return errorResponse(error);
  }
}

function backTo(slug: string, sorry: 'wrong' | 'wait' | null): Response {
  const address = `/s/${encodeURIComponent(slug)}${sorry === null ? '' : `?sorry=${sorry}`}`;
  return new Response(null, { status: 303, headers: { Location: address } });
}
