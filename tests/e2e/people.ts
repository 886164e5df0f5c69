/** People who sign in: the steps that journeys of accounts have in common. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';
import pg from 'pg';
import { linkIn, mailsTo } from '../fakes/mail-server.ts';
import { findTraces } from '../traces.ts';
import { expect, portraitBytes } from './studio.ts';

export const SESSION_COOKIE = 'next-auth.session-token';

export const newAddress = (kind = 'ada') => `${kind}-${randomUUID()}@example.org`;

/** The link that was mailed last. */
export async function mailedLink(email: string): Promise<string> {
  const mail = (await mailsTo(process.env.SELFSAME_MAIL ?? '', email)).at(-1);
  if (mail === undefined) throw new Error('no mail came');
  return linkIn(mail);
}

/** Asks for a link on the sign-in page, and opens it from the mail. */
export async function openMailedLink(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await expect(page.getByRole('status')).toContainText(email);
  await page.goto(await mailedLink(email));
  await expect(page.getByRole('heading', { name: `Sign in as ${email}` })).toBeVisible();
}

export async function signInByMail(page: Page, email: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${next}`);
  await openMailedLink(page, email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`**${next}`);
}

/** The same without a page: the two forms, as a browser would send them. */
export async function signInOverHttp({ request }: BrowserContext, email: string): Promise<void> {
  await request.post('/sign-in/mail', { form: { email, next: '/account' } });
  const token = new URL(await mailedLink(email)).searchParams.get('token') ?? '';
  const answer = await request.post('/sign-in/link/use', { form: { token }, maxRedirects: 0 });
  expect(answer.headers().location).toBe('/account');
}

/** Makes a visitor a guest by a selfie. @returns the selfie's id */
export async function giveSelfie(context: BrowserContext, cookie?: string): Promise<string> {
  const answer = await context.request.post('/api/selfies', {
    data: await portraitBytes(),
    headers: { 'Content-Type': 'image/jpeg', ...(cookie === undefined ? {} : { Cookie: cookie }) },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()).id;
}

/** Whether a browser is given a selfie's picture. */
export async function sees(context: BrowserContext, selfieId: string): Promise<boolean> {
  return (await context.request.get(`/images/selfies/${selfieId}`)).status() === 200;
}

export async function sessionOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).find(({ name }) => name === SESSION_COOKIE)?.value ?? '';
}

/** What the running product encrypts sessions with. */
export async function authSecret(): Promise<string> {
  const file = path.join(path.dirname(process.env.SELFSAME_FILES ?? ''), 'auth-secret');
  return (await readFile(file, 'utf8')).trim();
}

export async function onDatabase<Row extends Record<string, unknown>>(
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: process.env.SELFSAME_DATABASE_URL });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Nothing at all by axe, however slight. */
export async function expectNothingByAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

/** The product keeps nothing in which one of these texts stands. */
export async function expectNoTrace(...texts: string[]): Promise<void> {
  const found = await findTraces(process.env.SELFSAME_DATABASE_URL ?? '', process.env.SELFSAME_FILES ?? '', texts);
  expect(found).toEqual([]);
}
