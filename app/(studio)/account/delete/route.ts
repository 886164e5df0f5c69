import { readAccount } from '@/lib/accounts';
import { erasePerson } from '@/lib/erasure';
import { errorResponse, readForm, requireSameOrigin, seeOther } from '@/lib/http';
import { logError } from '@/lib/log';
import { dropSession, getUserId } from '@/lib/session';
import * as m from '@/messages/compiled/account';
import { keepReceipt } from '../deleted/receipt';

/** Deletes everything of whoever asks and typed the words, and leads to the receipt. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [form, userId] = await Promise.all([readForm(request), getUserId()]);
    if (!userId) return seeOther('/account');
    const typed = form.get('words')?.trim().toLowerCase().replace(/\s+/g, ' ');
    if (typed !== m.deleteWords()) return seeOther('/account?sorry=words#delete');
    let receipt = 'kept';
    try {
      await keepReceipt(await erasePerson(userId));
    } catch (error) {
      logError('erasure.interrupted', error);
      // Once it has begun there is no account any more, and the worker finishes it.
      if ((await readAccount(userId)) !== null) return seeOther('/account?sorry=later#delete');
      receipt = 'later';
    }
    await dropSession();
    return seeOther(`/account/deleted?receipt=${receipt}`, { 'Clear-Site-Data': '"storage"' });
  } catch (error) {
    return errorResponse(error);
  }
}
