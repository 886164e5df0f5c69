/** Which requests another site's page sent. Pure: the server's door and the routes ask the same question. */

type Headers = { get: (name: string) => string | null };

/**
 * Whether a request comes from a page that isn't ours. Browsers tell with every request that changes something;
 * programs that aren't browsers tell nothing, and have nobody's cookies.
 * @param publicUrl the address that people see
 */
export function isForeign(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  return origin !== null && !isOwn(origin, headers.get('host'), publicUrl);
}

function isOwn(origin: string, host: string | null, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const [given, own] = [new URL(origin), new URL(publicUrl)];
  // Some reach us at another address; at the public one, a page that came without TLS is anybody's.
  return given.origin === own.origin || (given.host === host && given.host !== own.host);
}
