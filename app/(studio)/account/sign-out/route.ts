import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { dropSession, getSession } from '@/lib/session';
import { endAllSessions, endSession } from '@/lib/sessions';

/** Signs this browser out, or with `everywhere` all of them. The draft in the browser goes too: it may be shared. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [form, session] = await Promise.all([readForm(request), getSession()]);
    if (session) await (form.has('everywhere') ? endAllSessions(session.userId) : endSession(session));
    await dropSession();
    return seeOther('/sign-in?out', { 'Clear-Site-Data': '"storage"' });
  } catch (error) {
    return errorResponse(error);
  }
}
