/** Every page in every state that a person can meet, and how to get there. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Studio } from '../studio-seed.ts';
import { portrait, threeFaces } from './studio.ts';

export type State = {
  name: string;
  /** Who looks: the person that `seedStudio` made, or somebody without anything. */
  as: 'owner' | 'stranger';
  show: (page: Page, studio: Studio) => Promise<unknown>;
};

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const chosen = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Chosen avatars' }).getByRole('button', { name });
/** Presses a button until what it brings is there: before the page's scripts are, a press does nothing. */
async function press(target: Locator, brings: Locator) {
  await expect(async () => {
    if (!(await brings.isVisible())) await target.click({ timeout: 2000 });
    await expect(brings).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
}
const opens = (name: string, address: string, as: State['as'] = 'stranger'): State => ({
  ...{ name, as },
  show: (page) => page.goto(address),
});

async function chooseSeveral(page: Page) {
  await page.goto('/avatars');
  const boxes = page.getByRole('checkbox', { name: /^Choose avatar/ });
  await press(button(page, 'Choose several'), boxes.first());
  await boxes.nth(0).check();
  await boxes.nth(2).check();
}

async function giveSelfie(page: Page, file: Parameters<ReturnType<Page['getByLabel']>['setInputFiles']>[0] = portrait) {
  await page.getByLabel('Selfie', { exact: true }).setInputFiles(file);
}

export const STATES: State[] = [
  opens('landing', '/'),
  opens('privacy', '/privacy'),
  opens('licences', '/licences'),
  opens('sign in', '/sign-in'),
  opens('account of a guest', '/account', 'owner'),
  opens('developers', '/developers'),
  opens('keys, none', '/developers/keys'),
  opens('playground', '/developers/playground'),
  opens('not found', '/nowhere'),
  opens('share link that ended', '/s/abcdefghijkmnpqr'),
  opens('offline', '/offline.html'),
  opens('create, empty', '/create'),
  {
    name: 'create, nothing filled in',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await press(button(page, 'Create avatars'), page.getByText('Choose a selfie first.').first());
    },
  },
  {
    name: 'create, connection lost',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await page.route(/\/api\/selfies\?/, (route) => route.abort());
      await giveSelfie(page);
      await expect(page.getByText('The connection is lost.', { exact: false })).toBeVisible();
      await page.unroute(/\/api\/selfies\?/);
    },
  },
  {
    name: 'create, several faces',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await giveSelfie(page, { name: 'us.jpg', mimeType: 'image/jpeg', buffer: await threeFaces() });
      await expect(page.getByRole('group', { name: 'Which face is to be drawn?' })).toBeVisible();
    },
  },
  {
    name: 'create, camera',
    as: 'stranger',
    async show(page) {
      await page.context().grantPermissions(['camera']);
      await page.goto('/create');
      await press(button(page, 'Take a photo'), page.getByRole('dialog'));
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Take photo' })).toBeEnabled();
    },
  },
  {
    name: 'keyboard map',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await expect(async () => {
        await page.keyboard.press('?');
        await expect(page.getByRole('dialog')).toBeVisible({ timeout: 2000 });
      }).toPass({ timeout: 30_000 });
    },
  },
  opens('history, empty', '/avatars'),
  {
    name: 'create, with work',
    as: 'owner',
    async show(page) {
      await page.goto('/create');
      await press(button(page, /^Use photo 1/), page.getByRole('img', { name: 'Your selfie' }));
      await page.getByText('More settings').click();
      await expect(
        page.getByText('2 of 3', { exact: false }).or(page.getByText('1 of 3', { exact: false })),
      ).toBeVisible();
    },
  },
  {
    name: 'create, crop and turn',
    as: 'owner',
    async show(page) {
      await page.goto('/create');
      await press(button(page, /^Use photo 1/), page.getByRole('img', { name: 'Your selfie' }));
      await press(button(page, 'Crop and turn'), page.getByRole('dialog'));
      await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
    },
  },
  {
    name: 'history, loading',
    as: 'owner',
    async show(page) {
      // The place of what comes is fetched beforehand; what comes is not let through.
      const fetched = page.waitForResponse(/\/avatars\?.*_rsc=/);
      await page.goto('/create');
      await fetched;
      await page.waitForLoadState('networkidle');
      await page.route(/\/avatars\?.*_rsc=/, (route) =>
        route.request().headers()['next-router-prefetch'] ? route.continue() : undefined,
      );
      await page.getByRole('link', { name: 'Avatars', exact: true }).first().click();
      await expect(page.getByText('Loading', { exact: true })).toBeAttached();
    },
  },
  {
    name: 'create, on its way',
    as: 'owner',
    async show(page) {
      await page.goto('/avatars');
      await page.waitForLoadState('networkidle');
      await page.route(/\/create\?.*_rsc=/, (route) =>
        route.request().headers()['next-router-prefetch'] ? route.continue() : undefined,
      );
      await page.getByRole('link', { name: 'Create', exact: true }).click();
      await expect(page.getByRole('progressbar', { name: 'Loading' })).toBeVisible();
    },
  },
  opens('history', '/avatars', 'owner'),
  opens('history, nothing found', '/avatars?q=zebra', 'owner'),
  opens('history, trash', '/avatars?show=trash', 'owner'),
  { name: 'history, some chosen', as: 'owner', show: chooseSeveral },
  {
    name: 'history, download',
    as: 'owner',
    async show(page) {
      await chooseSeveral(page);
      await press(chosen(page, 'Download'), page.getByRole('dialog', { name: 'Download' }));
    },
  },
  {
    name: 'history, asked once more',
    as: 'owner',
    async show(page) {
      await page.goto('/avatars?show=trash');
      await press(button(page, 'Empty trash'), page.getByRole('dialog', { name: 'Empty the trash?' }));
    },
  },
  {
    name: 'history, undo',
    as: 'owner',
    async show(page) {
      await page.goto('/avatars');
      const boxes = page.getByRole('checkbox', { name: /^Choose avatar/ });
      await press(button(page, 'Choose several'), boxes.first());
      await boxes.last().check();
      await press(chosen(page, 'Delete'), button(page, 'Undo'));
    },
  },
  {
    name: 'avatar',
    as: 'owner',
    async show(page, { sheet }) {
      await page.goto(`/avatars/${sheet[0]}`);
      await page.getByRole('slider', { name: 'Compare with the photo' }).fill('40');
    },
  },
  {
    name: 'avatar, share sheet',
    as: 'owner',
    async show(page, { sheet }) {
      await page.goto(`/avatars/${sheet[4]}`);
      await press(button(page, 'Settings and QR code'), page.getByRole('dialog'));
    },
  },
  {
    name: 'avatar, profile picture',
    as: 'owner',
    async show(page, { sheet }) {
      await page.goto(`/avatars/${sheet[1]}`);
      await press(button(page, 'Profile picture'), page.getByRole('img', { name: 'The avatar that is cut' }));
    },
  },
  opens('avatar that is gone', '/avatars/00000000-0000-4000-8000-000000000000', 'owner'),
  { name: 'a fault of ours', as: 'owner', show: (page, { broken }) => page.goto(`/avatars/${broken}`) },
  { name: 'shared, one', as: 'stranger', show: (page, { links }) => page.goto(links.one) },
  { name: 'shared, several', as: 'stranger', show: (page, { links }) => page.goto(links.several) },
  { name: 'shared, locked', as: 'stranger', show: (page, { links }) => page.goto(links.locked) },
];
