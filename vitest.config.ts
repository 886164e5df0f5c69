import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const alias = [
  { find: /^@\//, replacement: at('./') },
  { find: 'server-only', replacement: at('./server/empty.ts') },
];

export default defineConfig({
  test: {
    // Half of the server's tests wait for time-outs, which leaves room for another file's.
    maxWorkers: 2,
    projects: [
      { resolve: { alias }, test: { name: 'unit', include: ['tests/lib/**/*.test.ts'], testTimeout: 20_000 } },
      // Drawings: whole seconds of work each.
      {
        resolve: { alias },
        test: { name: 'engine', include: ['tests/engine/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        resolve: { alias },
        test: {
          name: 'server',
          include: ['tests/server/**/*.test.ts'],
          globalSetup: ['tests/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
