import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { HostRuntime } from './create.ts';
import { testRuntime } from './testing.ts';

/** What may be done, by name, each with its arguments. */
type Operations = Readonly<Record<string, fc.Arbitrary<readonly unknown[]>>>;

/** Does the operations, and tells what it holds after them. */
interface Holder<O extends Operations> {
  readonly do: { readonly [K in keyof O]: (...values: ArgumentsOf<O[K]>) => unknown };
  /** All of it, in the words that store and model share. */
  state(): unknown;
}
type ArgumentsOf<A> = A extends fc.Arbitrary<infer T extends readonly unknown[]> ? [...T] : never;

interface Store<O extends Operations> extends Holder<O> {
  close(): unknown;
}

/**
 * Does operations at random to a store and to its model in memory, and lets the process die in between: the store is
 * opened again from a copy of its files, as they lie there at that moment, with nothing closed or written back. What
 * it then holds has to be what was acknowledged.
 */
export async function survivesCrashes<O extends Operations>(test: {
  readonly operations: O;
  open(runtime: HostRuntime): Store<O> | Promise<Store<O>>;
  model(): Holder<O>;
  readonly numRuns?: number;
}): Promise<void> {
  const names: readonly (keyof O & string)[] = Object.keys(test.operations);
  const operation = fc.oneof(
    ...names.map((name) => test.operations[name]!.map((values) => ({ name, values }))),
  );
  const step = fc.oneof({ weight: 5, arbitrary: operation }, { weight: 1, arbitrary: fc.constant('crash') });
  const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
    const home = mkdtempSync(join(tmpdir(), 'crash-'));
    const open = (life: number) =>
      test.open(testRuntime({}, { dataDirectory: join(home, String(life)) }).runtime);
    let life = 0;
    let store = await open(life);
    const model = test.model();
    try {
      for (const one of [...steps, 'crash']) {
        if (typeof one === 'string') {
          cpSync(join(home, String(life)), join(home, String(life + 1)), { recursive: true });
          await store.close();
          life += 1;
          store = await open(life);
        } else {
          const values = one.values as ArgumentsOf<O[string]>;
          await store.do[one.name]!(...values);
          model.do[one.name]!(...values);
        }
        expect(store.state()).toEqual(model.state());
      }
    } finally {
      await store.close();
      rmSync(home, { recursive: true });
    }
  });
  await fc.assert(property, { numRuns: test.numRuns ?? 15 });
}
