import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/** Where `node setup.mjs browser` found or put a Chromium. */
const pathFile = 'node_modules/.cache/selfsame/chromium-path';
const executablePath = process.env.CHROMIUM_PATH ?? (existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : '');

/** Written by the global set-up. */
export const CAMERA_FILE = path.resolve('node_modules/.cache/selfsame/camera.mjpeg');

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  // What passes only the second time is listed as flaky: a fault to mend, but none of the product's promises broken.
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    // Put there by the global set-up, before any worker reads this.
    baseURL: process.env.SELFSAME_URL ?? '',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // A camera that shows the fixture's face; each test decides whether the page may use it.
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${CAMERA_FILE}`,
        // Chromium refuses to sandbox itself as root, as in most containers.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    {
      name: 'phone',
      // What doesn't depend on the screen is proven once.
      testIgnore: ['sign-in', 'sessions', 'strangers', 'pages', 'face-gen', 'developers', 'languages'].map(
        (name) => `**/${name}.spec.ts`,
      ),
      grepInvert: /refused in one sentence|is taken, upright/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'light' },
    },
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' } },
  ],
});
