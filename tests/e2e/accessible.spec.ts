import { seedStudio } from '../studio-seed.ts';
import { STATES } from './states.ts';
import { expect, findingsOf, test } from './studio.ts';

for (const as of ['owner', 'stranger'] as const) {
  test(`every page and state is accessible and no wider than the screen, for the ${as}`, async ({
    context,
    baseURL,
    isMobile,
  }) => {
    test.slow();
    const { SELFSAME_DATA_DIR: dataDir = '', SELFSAME_DATABASE_URL: databaseUrl = '' } = process.env;
    const studio = await seedStudio({ url: baseURL ?? '', dataDir, databaseUrl });
    if (as === 'owner')
      await context.addCookies([{ name: studio.cookie.name, value: studio.cookie.value, url: baseURL ?? '' }]);
    for (const state of STATES.filter((one) => one.as === as)) {
      await test.step(state.name, async () => {
        const page = await context.newPage();
        // The narrowest phone.
        if (isMobile) await page.setViewportSize({ width: 360, height: 800 });
        await state.show(page, studio);
        expect.soft(await findingsOf(page), state.name).toEqual([]);
        const { scrollWidth, innerWidth } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
          innerWidth: window.innerWidth,
        }));
        expect.soft(scrollWidth, `${state.name}: width`).toBeLessThanOrEqual(innerWidth);
        await page.close();
      });
    }
  });
}
