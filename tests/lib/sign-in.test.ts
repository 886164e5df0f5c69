import { afterEach, expect, test, vi } from 'vitest';
import { ownPath } from '@/lib/own-path';
import { emailAddress } from '@/lib/sign-in';
import { oauthProviders, proofOf, signInProviders } from '@/lib/sign-in-providers';

const OWN = ['/create', '/avatars?show=favourites', '/avatars/5f0f4c1e-9a55-4f7d-9f3a-0a6f4a3f1b11', '/account'];
const FOREIGN = [
  ...[
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
  ],
  ...[
    '/x/..//evil.example',
    '/%09/..//evil.example',
    'javascript:alert(1)',
    'create',
    '',
    null,
    undefined,
    '/',
    `/${'a'.repeat(600)}`,
  ],
  ...['/api/auth/signout', '/sign-in?next=/sign-in', '/images/zip', '/create/../api/auth/signout'],
];

test('signing in leads to pages of ours', () => {
  for (const path of OWN) expect(ownPath(path)).toBe(path);
});

for (const path of FOREIGN) {
  test(`signing in never leads to ${JSON.stringify(path)?.slice(0, 60)}`, () => {
    const led = ownPath(path);
    expect(new URL(led, 'https://own.example').origin).toBe('https://own.example');
    expect(led).toMatch(/^\/(avatars$|%09\/|evil)/);
  });
}

test('an address is one, however it was typed', () => {
  expect(emailAddress.parse('  Ada.Lovelace@Example.ORG ')).toBe('ada.lovelace@example.org');
});

for (const typed of [
  'ada',
  'ada@',
  'a@b,c@d.org',
  'a@example.org\nBcc: b@example.org',
  'аda@example.org',
  `${'a'.repeat(250)}@example.org`,
]) {
  test(`${JSON.stringify(typed).slice(0, 40)} is not taken for an address`, () => {
    expect(emailAddress.safeParse(typed).success).toBe(false);
  });
}

const claims = { sub: '42', email: 'Ada@Example.org', email_verified: true, name: 'Ada' };

test('an OpenID Connect address counts when the provider calls it verified, by a yes or the word for it', () => {
  for (const yes of [true, 'true']) {
    expect(proofOf('oidc', { ...claims, email_verified: yes })).toMatchObject({ email: 'ada@example.org' });
  }
  for (const no of [false, 'false', undefined, null, 1, 'verified']) {
    expect(proofOf('oidc', { ...claims, email_verified: no })).toMatchObject({
      email: null,
      address: 'ada@example.org',
    });
  }
});

test('Google vouches for its own and its organisations’ addresses only', () => {
  expect(proofOf('google', claims)).toMatchObject({ email: null });
  expect(proofOf('google', { ...claims, hd: 'example.org' })).toMatchObject({ email: 'ada@example.org' });
  expect(proofOf('google', { ...claims, email: 'ada@gmail.com' })).toMatchObject({ email: 'ada@gmail.com' });
  expect(proofOf('google', { ...claims, email: 'ada@gmail.com', email_verified: false })).toMatchObject({
    email: null,
  });
  expect(proofOf('google', { ...claims, email: 'ada@gmail.com.evil.example' })).toMatchObject({ email: null });
});

test('GitHub’s address is the primary one, when it is verified; the public profile’s says nothing', () => {
  const profile = { id: 7, login: 'ada', name: null, email: 'shown@example.org' };
  const emails = (verified: boolean) => [
    { email: 'other@example.org', primary: false, verified: true },
    { email: 'ada@example.org', primary: true, verified },
  ];
  expect(proofOf('github', { ...profile, emails: emails(true) })).toMatchObject({
    provider: 'github',
    subject: '7',
    email: 'ada@example.org',
    address: 'ada',
  });
  expect(proofOf('github', { ...profile, emails: emails(false) })).toMatchObject({ email: null });
  expect(proofOf('github', profile)).toMatchObject({ email: null });
});

test('an answer that names nobody proves nothing', () => {
  for (const answer of [{}, { sub: '' }, { sub: 7 }, null]) expect(() => proofOf('oidc', answer)).toThrow();
  expect(() => proofOf('github', { login: 'ada' })).toThrow();
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test('each provider is offered once its settings are there', async () => {
  expect(signInProviders()).toEqual([]);
  expect(oauthProviders()).toEqual([]);
  for (const name of ['GOOGLE', 'GITHUB', 'OIDC']) {
    vi.stubEnv(`AUTH_${name}_CLIENT_ID`, `${name} client`);
    vi.stubEnv(`AUTH_${name}_CLIENT_SECRET`, `${name} secret`);
  }
  vi.stubEnv('AUTH_OIDC_ISSUER', 'https://login.example.org/');
  vi.stubEnv('AUTH_OIDC_NAME', 'Example');
  vi.resetModules();
  const fresh = await import('@/lib/sign-in-providers');
  expect(fresh.signInProviders().map(({ name }) => name)).toEqual(['Example', 'Google', 'GitHub']);
  expect(fresh.oauthProviders()).toMatchObject([
    { id: 'oidc', wellKnown: 'https://login.example.org/.well-known/openid-configuration', clientId: 'OIDC client' },
    {
      id: 'google',
      wellKnown: 'https://accounts.google.com/.well-known/openid-configuration',
      checks: ['pkce', 'state', 'nonce'],
    },
    { id: 'github', options: { clientId: 'GITHUB client', checks: ['pkce', 'state'] } },
  ]);
});
