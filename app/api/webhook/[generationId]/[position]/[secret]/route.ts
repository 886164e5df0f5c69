import { notFoundResponse, readLimitedText } from '@/lib/http';
import { takeDelivery } from '@/lib/webhooks';

/** What is read of a delivery, in bytes (1 MB): it holds links, since pictures themselves are never asked for. */
const READ_MAX_BYTES = 1_000_000;

/**
 * face_gen tells that a picture is ready, or failed. A hint only: whoever waits for it then asks. The same answer
 * however often it comes, and none for an address that wasn't made here.
 */
export async function POST(
  request: Request,
  { params }: RouteContext<'/api/webhook/[generationId]/[position]/[secret]'>,
): Promise<Response> {
  const { generationId, position, secret } = await params;
  const known = await takeDelivery({ generationId, position, secret }, () =>
    readLimitedText(request.body, READ_MAX_BYTES),
  );
  return known ? Response.json({ status: 'ok' }) : notFoundResponse();
}
