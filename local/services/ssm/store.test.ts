import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { openStore, TYPES } from './store.ts';

const name = fc.constantFrom('/a', '/a/b', '/c');

it('keeps every version of every parameter, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      put: fc.tuple(name, fc.constantFrom(...TYPES), fc.string()),
      delete: fc.tuple(name),
    },
    open(runtime) {
      const store = openStore(runtime);
      return {
        do: {
          put: (key, type, value) =>
            store.add({
              ...{ name: key, type, value, version: (store.find(key)?.version ?? 0) + 1 },
              ...{ description: undefined, allowedPattern: undefined, tier: 'Standard', from: undefined },
              ...{ changedAt: 1, changedBy: 'me' },
            }),
          delete: (key) => store.delete(key),
        },
        state: () =>
          Object.fromEntries(
            store.names('').map((key) => [key, store.versions(key).map(({ type, value }) => [type, value])]),
          ),
        close: store.close,
      };
    },
    model() {
      const parameters: Record<string, string[][]> = {};
      return {
        do: {
          put: (key, ...version) => void (parameters[key] ??= []).push(version),
          delete: (key) => void delete parameters[key],
        },
        state: () => parameters,
      };
    },
  }));
