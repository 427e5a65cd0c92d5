import fc from 'fast-check';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { testRuntime } from '../../runtime/testing.ts';
import { newSecret } from './secrets.ts';
import { openStore } from './store.ts';
import { addVersion } from './versions.ts';

type Model = Map<string, { current?: string; previous?: string }>;

const arnOf = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-abcdef`;

/** After every operation the process may die: what a new one finds in the files is what was acknowledged. */
it('keeps what was acknowledged, wherever it ends', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), name, value: fc.string() }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('delete' as const), name, value: fc.constant('') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('crash' as const), name, value: fc.constant('') }),
    },
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
      const home = mkdtempSync(join(tmpdir(), 'secrets-'));
      let directory = join(home, '0');
      let runtime = testRuntime({}, { dataDirectory: directory }).runtime;
      let store = openStore(runtime);
      const model: Model = new Map();
      let now = 1;
      const check = () => {
        for (const [id, { current, previous }] of model) {
          const versions = store.versions(arnOf(id));
          const at = (stage: string) => versions.filter(({ stages }) => stages.includes(stage));
          expect(at('AWSCURRENT').map(({ value }) => value)).toEqual([{ text: current }]);
          expect(at('AWSPREVIOUS').map(({ value }) => value)).toEqual(
            previous === undefined ? [] : [{ text: previous }],
          );
        }
        expect(store.list('').map((secret) => secret.name)).toEqual([...model.keys()].sort());
      };
      try {
        for (const [index, { kind, name: id, value }] of operations.entries()) {
          now += 1;
          if (kind === 'delete') {
            store.delete(arnOf(id));
            model.delete(id);
          } else if (kind === 'put') {
            const secret = store.find(id) ?? newSecret(arnOf(id), id, now, { description: '', tags: {} });
            addVersion(store, secret, {
              ...{ id: `version-${index}`, value: { text: value }, stages: ['AWSCURRENT'], now },
            });
            const before = model.get(id)?.current;
            model.set(id, { current: value, ...(before !== undefined && { previous: before }) });
          } else {
            // As they lie there at this moment: nothing is closed first.
            const next = join(home, String(index + 1));
            cpSync(directory, next, { recursive: true });
            store.close();
            directory = next;
            runtime = testRuntime({}, { dataDirectory: directory }).runtime;
            store = openStore(runtime);
          }
          check();
        }
      } finally {
        store.close();
        rmSync(home, { recursive: true });
      }
    }),
    { numRuns: 15 },
  );
});

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
