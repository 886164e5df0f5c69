import { makeZip } from 'client-zip';
import { exportPerson } from '@/lib/account-export';
import { errorResponse, requireSameOrigin, seeOther } from '@/lib/http';
import { getUserId } from '@/lib/session';

/** All that is kept of whoever asks, as one zip that is made while it is sent. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const userId = await getUserId();
    if (!userId) return seeOther('/account');
    return new Response(makeZip(exportPerson(userId)), {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': 'attachment; filename="selfsame-export.zip"',
        'Cache-Control': 'private, no-store',
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}
