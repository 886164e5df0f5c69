/** The product in Ukrainian: by the browser's wish, and by a person's own choice. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { mailsTo } from '../fakes/mail-server.ts';
import { giveSelfie, newAddress, onDatabase } from './people.ts';
import { expect, portrait, test } from './studio.ts';

const textsOf = (language: string) =>
  Object.values(JSON.parse(readFileSync(`messages/${language}.json`, 'utf8')) as Record<string, Record<string, string>>)
    .flatMap((texts) => Object.values(texts))
    .flatMap((text) => [text, ...text.split(/<\/?\w+>/)])
    .map((text) => text.trim());
const ukrainian = new Set(textsOf('uk'));

/** What an English text looks like on a page, whatever its variables say. */
const ENGLISH = textsOf('en')
  .filter((text) => !ukrainian.has(text))
  // Plurals are found by the sentences round them.
  .filter((text) => !text.includes(', plural,') && /\p{L}{2}/u.test(text.replace(/\{[^}]*\}/g, '')))
  .map((text) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '.+')}$`, 'u'));

/** Everything that is read or heard on a page, piece by piece. */
function piecesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pieces = [document.title.replace(/ · Selfsame$/, '')];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement?.closest('script, style, code, pre, [lang=en]')) {
        pieces.push(walker.currentNode.textContent ?? '');
      }
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'aria-valuetext', 'alt', 'title', 'placeholder']) {
        pieces.push(element.getAttribute(name) ?? '');
      }
    }
    return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
  });
}

async function expectUkrainian(page: Page, heading: string) {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'uk');
  const english = (await piecesOf(page)).filter((piece) => ENGLISH.some((pattern) => pattern.test(piece)));
  expect(english, heading).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide, heading).toBeLessThanOrEqual(0);
}

/** What React says when server and browser wrote different texts, and other faults. */
function watchConsole(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 404/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return faults;
}

test.describe('a browser whose language is Ukrainian', () => {
  // The narrowest phone: Ukrainian words are longer.
  test.use({ locale: 'uk-UA', viewport: { width: 360, height: 800 } });

  test('is led from the landing page to the trash without an English word', async ({ page }) => {
    test.slow();
    const faults = watchConsole(page);
    await page.goto('/');
    await expectUkrainian(page, 'Одне селфі. Аватари, на яких ви – це ви.');
    await page.getByRole('link', { name: 'Почати із селфі' }).click();
    await page.waitForURL('/create');
    await expectUkrainian(page, 'Створити аватари');

    await page.getByRole('button', { name: 'Створити аватари' }).click();
    await expect(page.getByText('Спершу виберіть селфі.')).toBeVisible();
    await page.getByLabel('Селфі', { exact: true }).setInputFiles(portrait);
    await page.getByRole('radiogroup', { name: 'Стиль' }).getByRole('radio', { name: 'Comic' }).check();
    await page.getByRole('textbox', { name: 'Опис' }).fill('x'.repeat(2001));
    await page.getByRole('checkbox', { name: /маю дозвіл/ }).check();
    await page.getByRole('button', { name: 'Створити аватари' }).click();
    await expect(page.getByText('Опис: щонайбільше 2\u00a0000 символів.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Опис' }).fill('');
    await page.getByRole('button', { name: 'Створити аватари' }).click();
    await expect(page.getByRole('progressbar', { name: 'Малюється' }).first()).toBeVisible();
    await expectUkrainian(page, 'Створити аватари');

    const picture = page.getByRole('img', { name: 'Аватар у стилі Comic' });
    await expect(picture).toBeVisible({ timeout: 60_000 });
    await page.getByRole('link').filter({ has: picture }).first().click();
    await page.waitForURL(/\/avatars\/[0-9a-f-]{36}$/);
    await expectUkrainian(page, 'Comic');
    await expect(page.getByRole('term').filter({ hasText: 'Дата створення' })).toBeVisible();
    const avatar = page.url();

    await page.getByRole('button', { name: 'Поділитися', exact: true }).click();
    await expect(page.getByText(/^Кожен, хто має це посилання, побачить аватар\./)).toBeVisible();
    const shared = await page.getByRole('link', { name: 'Відкрити спільну сторінку' }).getAttribute('href');
    await page.getByRole('button', { name: 'Налаштування та QR-код' }).click();
    await expect(page.getByRole('dialog', { name: 'Поділитися цим аватаром' })).toBeVisible();
    await expectUkrainian(page, 'Comic');
    await page.goto(shared ?? '');
    await expectUkrainian(page, 'Зроблено в Selfsame');

    await page.goto('/account');
    await expectUkrainian(page, 'Обліковий запис');
    await expect(page.getByText('Для вас зберігаються 1 аватар і 1 селфі.', { exact: false })).toBeVisible();

    await page.goto(avatar);
    await page.getByRole('button', { name: 'Видалити' }).click();
    await expect(page.getByText('Переміщено в кошик.')).toBeVisible();
    await page.goto('/avatars?show=trash');
    await expect(page.getByRole('list', { name: 'Аватари в кошику' })).toBeVisible();
    await expectUkrainian(page, 'Ваші аватари');
    await page.goto(avatar);
    await expectUkrainian(page, 'Цього аватара тут немає');
    expect(faults).toEqual([]);
  });

  test('finds every other page in Ukrainian', async ({ page }) => {
    const pages = {
      '/privacy': 'Приватність',
      '/licences': 'Чуже програмне забезпечення',
      '/sign-in': 'Увійти',
      '/account': 'Тут ще немає облікового запису',
      '/account/deleted': 'Тут немає підтвердження',
      '/avatars': 'Ваші аватари',
      '/developers': 'Аватари у вашому продукті',
      '/developers/keys': 'Ключі API',
      '/developers/playground': 'Майданчик',
      '/nowhere': 'Такої сторінки немає',
      '/s/abcdefghijkmnpqr': 'Це посилання нічого не показує',
      '/offline.html': 'З’єднання немає',
    };
    for (const [address, heading] of Object.entries(pages)) {
      await page.goto(address);
      await expectUkrainian(page, heading);
    }
  });

  test('gets its mail in the language in which it was asked for', async ({ page }) => {
    const email = newAddress('lesia');
    await page.goto('/sign-in');
    await page.getByLabel('Адреса ел. пошти').fill(email);
    await page.getByRole('button', { name: 'Надіслати мені посилання' }).click();
    await expectUkrainian(page, 'Перевірте пошту');
    const [mail] = await mailsTo(process.env.SELFSAME_MAIL ?? '', email);
    expect(mail?.subject).toBe('Ваше посилання для входу до Selfsame');
    expect(mail?.text).toContain('Посилання діє один раз, протягом години.');
    expect(mail?.html).toContain('<html lang="uk">');
  });
});

test('a failure that an open page hears of is told in its language', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? '', locale: 'uk-UA' });
  const selfieId = await giveSelfie(context);
  const [generation] = await onDatabase<{ id: string }>(
    `INSERT INTO generations (id, owner_id, selfie_id, status, engine, style, prompt, negative_prompt, width, height, steps,
       guidance, face_strength, samples, safety_checker, consented_at)
     SELECT gen_random_uuid(), owner_id, id, 'drawing', 'embedded', 'comic', '', '', 512, 768, 31, 7.5, 1, 1, true, now()
     FROM selfies WHERE id = $1 RETURNING id`,
    [selfieId],
  );
  const page = await context.newPage();
  await page.goto('/create');
  await expect(page.getByRole('progressbar', { name: 'Малюється' })).toBeVisible();
  await onDatabase(
    `UPDATE generations SET status = 'failed', failure_code = 'crashed', failure_message = 'In English.' WHERE id = $1`,
    [generation?.id],
  );
  await expect(page.getByText('Малювання несподівано зупинилося. Спробуйте ще раз.').first()).toBeVisible();
  await context.close();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a language that is chosen at the foot of a page keeps the page, and stays', async ({ page }) => {
    await page.goto('/privacy?from=mail');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en-GB');
    await page.getByRole('button', { name: 'Українська' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Приватність' })).toBeVisible();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/privacy?from=mail');
    await page.goto('/create');
    await expect(page.getByRole('heading', { level: 1, name: 'Створити аватари' })).toBeVisible();
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Create avatars' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en-GB');
  });
});
