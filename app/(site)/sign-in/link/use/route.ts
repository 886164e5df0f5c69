import { browserSession } from '@/lib/auth';
import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { giveSession } from '@/lib/session';
import { redeemSignInLink } from '@/lib/sign-in-links';
import { forgetTyped } from '../../address';

/** The button of a mailed link's page: signs this browser in, once. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const token = (await readForm(request)).get('token') ?? '';
    const answer = await redeemSignInLink(token, await browserSession());
    if (answer.state !== 'signed-in') return seeOther(`/sign-in?sorry=${answer.state}`);
    await giveSession(answer.session);
    await forgetTyped();
    return seeOther(answer.next);
  } catch (error) {
    return errorResponse(error);
  }
}
