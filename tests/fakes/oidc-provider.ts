/**
 * A real OpenID Connect provider for tests. Whoever logs in with an address as their name has it; it is called verified
 * unless it begins with `unverified`. Its own pages ask for name, password (any) and consent.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const OIDC_CLIENT = { id: 'selfsame', secret: 'oidc-secret-of-the-tests' };

/** Starts it on a free port, for an installation at `publicUrl`. */
export async function startOidcProvider(publicUrl: string): Promise<{ issuer: string; stop: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://localhost:${address.port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [`${publicUrl}/api/auth/callback/oidc`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['only for tests'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id.replace(/^unverified\+/, ''),
        email_verified: !id.startsWith('unverified+'),
        name: 'Ada Lovelace',
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
