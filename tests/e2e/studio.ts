/** What the journeys have in common: a page on the running product, and the steps of a person who uses it. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import sharp from 'sharp';

export const portrait = new URL('../fixtures/astronaut.jpg', import.meta.url).pathname;

type Studio = {
  /** Puts a file into the form; a name and type may lie. */
  giveSelfie(file?: { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
  /** Chooses a selfie and a style, agrees, presses the button, and sees that it is under way. */
  createAvatar(options?: { style?: string; prompt?: string }): Promise<void>;
  /** Waits for the first finished picture and opens its page. @returns the avatar's id */
  openNewestAvatar(): Promise<string>;
  /** axe finds nothing at all. */
  expectAccessible(): Promise<void>;
};

export const test = base.extend<{ studio: Studio }>({
  studio: async ({ page }, use) => {
    const violations = watchPolicy(page);
    await use(studioOn(page));
    expect(violations).toEqual([]);
  },
});

export { expect };

/** What the content security policy kept the page from doing: nothing of ours may need that. */
function watchPolicy(page: Page): string[] {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  return violations;
}

export function studioOn(page: Page): Studio {
  return {
    async giveSelfie(file) {
      await page.getByLabel('Selfie', { exact: true }).setInputFiles(file ?? portrait);
    },
    async createAvatar({ style = 'Comic', prompt = '' } = {}) {
      await page.goto('/create');
      await this.giveSelfie();
      await page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name: style }).check();
      await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
      await page.getByRole('checkbox', { name: /permission/ }).check();
      await page.getByRole('button', { name: 'Create avatars' }).click();
      await expect(page.getByRole('progressbar', { name: 'Drawing' }).first()).toBeVisible();
    },
    async openNewestAvatar() {
      const picture = page.getByRole('img', { name: /^Avatar/ }).first();
      await expect(picture).toBeVisible({ timeout: 60_000 });
      await page
        .getByRole('link')
        .filter({ has: page.getByRole('img', { name: /^Avatar/ }) })
        .first()
        .click();
      await page.waitForURL(/\/avatars\/[0-9a-f-]{36}$/);
      return page.url().split('/').at(-1) ?? '';
    },
    async expectAccessible() {
      expect(await findingsOf(page)).toEqual([]);
    },
  };
}

/** All that axe finds on a page, of whatever impact. */
export async function findingsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

export async function portraitBytes(): Promise<Buffer> {
  return readFile(portrait);
}

/** Three people side by side. */
export async function threeFaces(): Promise<Buffer> {
  const face = await sharp(await portraitBytes())
    .extract({ left: 60, top: 0, width: 320, height: 420 })
    .toBuffer();
  return sharp({ create: { width: 960, height: 420, channels: 3, background: '#ffffff' } })
    .composite([0, 320, 640].map((left) => ({ input: face, left, top: 0 })))
    .jpeg()
    .toBuffer();
}
