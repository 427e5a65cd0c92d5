import { defineConfig } from 'vitest/config';

/** `unit` stands beside the source, fast and without network; `system` goes through public interfaces only. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{model,functions,infra,local,schema,scripts,client,web}/**/*.test.ts',
            'resolvers/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/support/global-stack.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
