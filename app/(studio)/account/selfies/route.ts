import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { setDeletesSelfies } from '@/lib/selfie-use';
import { getUserId } from '@/lib/session';

/** Keeps whether selfies are deleted right after use. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [form, userId] = await Promise.all([readForm(request), getUserId()]);
    if (userId) await setDeletesSelfies(userId, form.get('keep') === 'no');
    return seeOther('/account?saved#selfies');
  } catch (error) {
    return errorResponse(error);
  }
}
