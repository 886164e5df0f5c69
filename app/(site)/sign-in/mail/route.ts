import { AppError } from '@/lib/errors';
import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { ownPath } from '@/lib/own-path';
import { addressKey } from '@/lib/rate-limit';
import { emailAddress } from '@/lib/sign-in';
import { mailSignInLink, mayMailLinks } from '@/lib/sign-in-links';
import { keepTyped } from '../address';

/** Mails a link to whoever asks on the sign-in page, and leads back to it: what comes next, or what is wrong. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const form = await readForm(request);
    const next = ownPath(form.get('next'));
    const back = (what: string) => seeOther(`/sign-in?${what}&next=${encodeURIComponent(next)}`);
    if (!mayMailLinks()) return back('sorry=mail');
    const typed = form.get('email') ?? '';
    const email = emailAddress.safeParse(typed);
    await keepTyped(email.data ?? typed.slice(0, 254));
    if (!email.success) return back('sorry=address');
    try {
      await mailSignInLink({ email: email.data, next, sender: addressKey(request.headers) });
    } catch (error) {
      if (error instanceof AppError) return back(`sorry=${error.code === 'over_limit' ? 'wait' : 'mail'}`);
      throw error;
    }
    return back('sent');
  } catch (error) {
    return errorResponse(error);
  }
}
