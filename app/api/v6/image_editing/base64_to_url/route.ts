import { answerApi } from '@/lib/api-http';
import { uploadPicture } from '@/lib/api-uploads';

/** Puts a picture where `face_image` can point to it for a day. */
export async function POST(request: Request): Promise<Response> {
  return answerApi(request, uploadPicture);
}
