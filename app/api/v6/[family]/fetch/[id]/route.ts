import { answerApi } from '@/lib/api-http';
import { fetchRequest } from '@/lib/api-requests';
import { notFoundResponse } from '@/lib/http';

/** The same ids answer at each of these. */
const FAMILIES: ReadonlySet<string> = new Set(['image_editing', 'images', 'realtime']);

/** Asks how a request is doing. */
export async function POST(
  request: Request,
  { params }: RouteContext<'/api/v6/[family]/fetch/[id]'>,
): Promise<Response> {
  const { family, id } = await params;
  return FAMILIES.has(family) ? answerApi(request, (caller) => fetchRequest(caller, id)) : notFoundResponse();
}
