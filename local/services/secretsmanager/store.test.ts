import fc from 'fast-check';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { newSecret } from './secrets.ts';
import { openStore } from './store.ts';
import { addVersion } from './versions.ts';

const arnOf = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-abcdef`;
const anyName = fc.constantFrom('a', 'b', 'c');

it('keeps the newest two values of every secret, wherever the process dies', () =>
  survivesCrashes({
    operations: { put: fc.tuple(anyName, fc.string()), delete: fc.tuple(anyName) },
    open(runtime) {
      const store = openStore(runtime);
      const valueAt = (name: string, stage: string) =>
        store
          .versions(arnOf(name))
          .filter(({ stages }) => stages.includes(stage))
          .map(({ value }) => value);
      return {
        do: {
          put(name, text) {
            const known = store.find(name);
            const secret = known ?? newSecret(arnOf(name), name, 1, { description: '', tags: {} });
            const version = { id: runtime.uuid(), value: { text }, stages: ['AWSCURRENT'], now: 1 };
            addVersion(store, secret, version);
          },
          delete: (name) => store.delete(arnOf(name)),
        },
        state: () =>
          store.list('').map(({ name }) => [name, valueAt(name, 'AWSCURRENT'), valueAt(name, 'AWSPREVIOUS')]),
        close: store.close,
      };
    },
    model() {
      const secrets = new Map<string, { text: string }[]>();
      return {
        do: {
          put: (name, text) => void secrets.set(name, [{ text }, ...(secrets.get(name) ?? [])]),
          delete: (name) => void secrets.delete(name),
        },
        state: () =>
          [...secrets].sort().map(([name, values]) => [name, values.slice(0, 1), values.slice(1, 2)]),
      };
    },
  }));

it('takes over the table of the first edition, and leaves no plain text behind', () => {
  const { runtime, dispose } = testRuntime();
  const path = join(runtime.directory('secretsmanager'), 'secrets.db');
  const old = new DatabaseSync(path);
  old.exec(`CREATE TABLE secrets (arn TEXT PRIMARY KEY, name TEXT, description TEXT, version TEXT, value TEXT,
    created INTEGER, changed INTEGER); INSERT INTO secrets VALUES ('${arnOf('a')}', 'a', '', 'v1', 'plain text', 1, 2)`);
  old.close();
  const store = openStore(runtime);
  expect(store.versions(arnOf('a'))).toMatchObject([
    { id: 'v1', stages: ['AWSCURRENT'], value: { text: 'plain text' } },
  ]);
  store.close();
  const again = openStore(runtime);
  expect(again.find('a')?.createdAt).toBe(1);
  again.close();
  dispose();
});
