import { answerApi } from '@/lib/api-http';
import { submitRequest } from '@/lib/api-requests';

/** Asks for pictures of a face, as face_gen takes it: waits a few seconds for a quick success, else `processing`. */
export async function POST(request: Request): Promise<Response> {
  return answerApi(request, submitRequest);
}
