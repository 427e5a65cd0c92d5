import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The packages hold types alone; what AppSync brings along at run time, unit tests of resolvers have from here. */
const appsync = (name: string) => join(import.meta.dirname, 'resolvers', 'testing', name);

/** `unit` stands beside the source, fast and without network; `system` goes through public interfaces only;
 * `local` holds each service of the one-machine AWS against the official SDK clients, on a template of its own. */
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
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
          alias: {
            '@aws-appsync/utils/dynamodb': appsync('dynamodb.ts'),
            '@aws-appsync/utils': appsync('utils.ts'),
          },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/local/**'],
          globalSetup: ['test/support/global-stack.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Two files share the one stack, each with people and videos of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file waits for a process of its own most of the time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
