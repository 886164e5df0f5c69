import { connection } from 'next/server';
import { apiDocument } from '@/lib/api-document';
import { forEverybody } from '@/lib/api-http';

/** The API's description, OpenAPI 3.1, for any site and tool to read. */
export async function GET(): Promise<Response> {
  // The address is the running server's, not that of the machine that built it.
  await connection();
  return forEverybody(Response.json(apiDocument(), { headers: { 'Cache-Control': 'no-cache' } }));
}
