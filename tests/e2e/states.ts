/** Every page in every state that a person can meet, and how to get there. */
import { expect, type Page } from '@playwright/test';
import type { Studio } from '../studio-seed.ts';
import { portrait, threeFaces } from './studio.ts';

export type State = {
  name: string;
  /** Who looks: the person that `seedStudio` made, or somebody without anything. */
  as: 'owner' | 'stranger';
  show: (page: Page, studio: Studio) => Promise<unknown>;
};

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const dialog = (page: Page, name: string) => expect(page.getByRole('dialog', { name })).toBeVisible();
const opens = (name: string, address: string, as: State['as'] = 'stranger'): State => ({
  ...{ name, as },
  show: (page) => page.goto(address),
});

async function chooseSeveral(page: Page) {
  await page.goto('/avatars');
  await button(page, 'Choose several').click();
  const boxes = page.getByRole('checkbox', { name: /^Choose avatar/ });
  await boxes.nth(0).check();
  await boxes.nth(2).check();
}

async function giveSelfie(page: Page, file: Parameters<ReturnType<Page['getByLabel']>['setInputFiles']>[0] = portrait) {
  await page.getByLabel('Selfie', { exact: true }).setInputFiles(file);
}

export const STATES: State[] = [
  opens('landing', '/'),
  opens('privacy', '/privacy'),
  opens('not found', '/nowhere'),
  opens('share link that ended', '/s/abcdefghijkmnpqr'),
  opens('offline', '/offline.html'),
  opens('create, empty', '/create'),
  {
    name: 'create, nothing filled in',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await button(page, 'Create avatars').click();
      await expect(page.getByText('Choose a selfie first.').first()).toBeVisible();
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
      await button(page, 'Take a photo').click();
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Take photo' })).toBeEnabled();
    },
  },
  {
    name: 'keyboard map',
    as: 'stranger',
    async show(page) {
      await page.goto('/create');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  opens('history, empty', '/avatars'),
  {
    name: 'create, with work',
    as: 'owner',
    async show(page) {
      await page.goto('/create');
      await button(page, /^Use photo 1/).click();
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
      await button(page, /^Use photo 1/).click();
      await button(page, 'Crop and turn').click();
      await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
    },
  },
  {
    name: 'history, loading',
    as: 'owner',
    async show(page) {
      await page.goto('/create');
      await page.route(/\/avatars\?.*_rsc=/, (route) =>
        route.request().headers()['next-router-prefetch'] ? route.continue() : undefined,
      );
      await page.getByRole('link', { name: 'Avatars', exact: true }).first().click();
      await expect(page.getByText('Loading', { exact: true })).toBeAttached();
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
      await page.getByRole('region', { name: 'Chosen avatars' }).getByRole('button', { name: 'Download' }).click();
      await dialog(page, 'Download');
    },
  },
  {
    name: 'history, asked once more',
    as: 'owner',
    async show(page) {
      await page.goto('/avatars?show=trash');
      await button(page, 'Empty trash').click();
      await dialog(page, 'Empty the trash?');
    },
  },
  {
    name: 'history, undo',
    as: 'owner',
    async show(page) {
      await page.goto('/avatars');
      await button(page, 'Choose several').click();
      await page
        .getByRole('checkbox', { name: /^Choose avatar/ })
        .last()
        .check();
      await page.getByRole('region', { name: 'Chosen avatars' }).getByRole('button', { name: 'Delete' }).click();
      await expect(button(page, 'Undo')).toBeVisible();
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
      await button(page, 'Settings and QR code').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'avatar, profile picture',
    as: 'owner',
    async show(page, { sheet }) {
      await page.goto(`/avatars/${sheet[1]}`);
      await button(page, 'Profile picture').click();
      await expect(page.getByRole('dialog').getByRole('img', { name: 'The avatar that is cut' })).toBeVisible();
    },
  },
  opens('avatar that is gone', '/avatars/00000000-0000-4000-8000-000000000000', 'owner'),
  { name: 'a fault of ours', as: 'owner', show: (page, { broken }) => page.goto(`/avatars/${broken}`) },
  { name: 'shared, one', as: 'stranger', show: (page, { links }) => page.goto(links.one) },
  { name: 'shared, several', as: 'stranger', show: (page, { links }) => page.goto(links.several) },
  { name: 'shared, locked', as: 'stranger', show: (page, { links }) => page.goto(links.locked) },
];
