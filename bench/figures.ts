/** What measurements have in common. */
import type { Page } from '@playwright/test';

/** The value below which a part `q` (0–1) of the values lies; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Presses 'Create avatars' on a filled-in form. @returns when the next picture was decoded on the page, epoch ms */
export async function pictureShownAt(page: Page): Promise<number> {
  const before = await page.locator('img[alt^="Avatar"]').count();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  return page.evaluate(async (count) => {
    for (;;) {
      const images = [...document.querySelectorAll<HTMLImageElement>('img[alt^="Avatar"]')];
      if (images.length > count && images.every((image) => image.complete && image.naturalWidth > 0)) return Date.now();
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, before);
}
