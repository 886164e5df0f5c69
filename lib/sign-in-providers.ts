/** Accounts elsewhere by which people sign in: which are on, and what each proves. */

import GithubProvider, { type GithubProfile } from 'next-auth/providers/github';
import type { Provider } from 'next-auth/providers/index';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import { boundedAgent } from './bounded-agent.ts';
import { env } from './env.ts';
import { requestGuarded } from './face-gen/guarded.ts';
import { emailAddress, type Proof } from './sign-in.ts';
import type { SignInProvider } from './views.ts';

/** How long a provider may take to answer each request, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** Largest answer of a provider, in bytes (1 MB). */
const ANSWER_MAX_BYTES = 1_000_000;
/** One for all, since the library has one place for it. */
const HTTP_OPTIONS = {
  timeout: TIMEOUT_MS,
  agent: boundedAgent({ timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES }),
};
const GOOGLE = 'https://accounts.google.com';

/** The ways to sign in that are on, as the page offers them. */
export function signInProviders(): SignInProvider[] {
  const { oidc, google, github } = env();
  return [
    ...(oidc ? [{ id: 'oidc', name: oidc.name } as const] : []),
    ...(google ? [{ id: 'google', name: 'Google' } as const] : []),
    ...(github ? [{ id: 'github', name: 'GitHub' } as const] : []),
  ];
}

const NAMES: Record<string, string> = { google: 'Google', github: 'GitHub' };

/** What a provider is called, by the key that its accounts are kept under; it may have been turned off since. */
export function providerName(key: string): string {
  const [id = ''] = key.split(' ');
  return signInProviders().find((provider) => provider.id === id)?.name ?? NAMES[id] ?? 'Single sign-on';
}

/** The same, for next-auth. */
export function oauthProviders(): Provider[] {
  const { oidc, google, github } = env();
  return [
    ...(oidc ? [openIdConnect('oidc', oidc.issuer, oidc)] : []),
    ...(google ? [openIdConnect('google', GOOGLE, google)] : []),
    ...(github ? [gitHub(github)] : []),
  ];
}

type Client = { clientId: string; clientSecret: string };

/** A provider that speaks OpenID Connect: code flow, with PKCE, state and nonce, and a signed token. */
function openIdConnect(
  id: string,
  issuer: string,
  { clientId, clientSecret }: Client,
): OAuthConfig<Record<string, unknown>> {
  return {
    id,
    name: id,
    type: 'oauth',
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: HTTP_OPTIONS,
    userinfo: {
      // Many give the address only here. The library checks that it speaks of the same person as the token.
      request: async ({ client, tokens }) => ({
        ...('userinfo_endpoint' in client.issuer.metadata && tokens.access_token
          ? await client.userinfo(tokens as Parameters<typeof client.userinfo>[0])
          : {}),
        ...(tokens.id_token ? claimsOf(tokens) : {}),
      }),
    },
    profile: (profile) => ({ id: String(profile.sub) }),
  };
}

/** The signed token's claims; next-auth's type hides the method of the token set that it hands over. */
function claimsOf(tokens: object): Record<string, unknown> {
  return 'claims' in tokens && typeof tokens.claims === 'function' ? tokens.claims() : {};
}

/** GitHub's profile has an address that it doesn't vouch for; those that it does are asked for. */
function gitHub({ clientId, clientSecret }: Client): OAuthConfig<GithubProfile> {
  return GithubProvider({
    clientId,
    clientSecret,
    checks: ['pkce', 'state'],
    httpOptions: HTTP_OPTIONS,
    userinfo: {
      request: async ({ client, tokens }) => {
        const profile = await client.userinfo(tokens.access_token ?? '');
        const { httpStatus, bytes } = await requestGuarded('https://api.github.com/user/emails', {
          headers: {
            ...{ authorization: `Bearer ${tokens.access_token}`, accept: 'application/vnd.github+json' },
            'user-agent': 'Selfsame',
          },
          ...{ trustedOrigins: [], maxBytes: ANSWER_MAX_BYTES, redirectsMax: 0 },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        return { ...profile, emails: httpStatus === 200 ? JSON.parse(Buffer.from(bytes).toString()) : [] };
      },
    },
    profile: (profile) => ({ id: String(profile.id) }),
  });
}

const text = z.string().trim().min(1).max(200).nullable().catch(null);
const claims = z.object({
  sub: z.string().min(1).max(255),
  email: text,
  // Some send it as a word.
  email_verified: z.union([z.boolean(), z.stringbool()]).catch(false),
  name: text,
  hd: text,
});
const gitHubProfile = z.object({
  id: z.number().int(),
  login: z.string(),
  name: text,
  emails: z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() })).catch([]),
});

/**
 * What a provider's answer proves. An address counts only when the provider calls it verified and can know: Google does
 * for its own and its organisations' addresses, others' may have changed hands since (its own advice, "Authenticate with
 * a backend server", 2023).
 * @throws ZodError when the answer doesn't name the person
 */
export function proofOf(provider: string, answer: unknown): Proof {
  if (provider === 'github') {
    const { id, login, name, emails } = gitHubProfile.parse(answer);
    const verified = emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
    return { by: 'provider', provider, subject: String(id), address: login, email: readAddress(verified), name };
  }
  const { sub, email, email_verified, name, hd } = claims.parse(answer);
  const address = readAddress(email);
  const vouched =
    email_verified && (provider !== 'google' || hd !== null || /@(gmail|googlemail)\.com$/.test(address ?? ''));
  return {
    by: 'provider',
    // Another issuer's names are other people's.
    provider: provider === 'oidc' ? `oidc ${env().oidc?.issuer}` : provider,
    subject: sub,
    address: address ?? email,
    email: vouched ? address : null,
    name,
  };
}

function readAddress(given: string | null): string | null {
  return emailAddress.safeParse(given).data ?? null;
}
