import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { survivesCrashes } from './crash-testing.ts';

/** A store of one number. @param isDurable whether it writes before it answers, or only when it is closed */
const survives = (isDurable: boolean) =>
  survivesCrashes({
    operations: { set: fc.tuple(fc.integer({ min: 1 })) },
    open(runtime) {
      const path = join(runtime.directory('number'), 'value');
      const write = () => writeFileSync(path, String(value), { flag: 'w' });
      let value = 0;
      try {
        value = Number(readFileSync(path, 'utf8'));
      } catch {
        write();
      }
      return {
        do: {
          set(next) {
            value = next;
            if (isDurable) write();
          },
        },
        state: () => value,
        close: write,
      };
    },
    model() {
      let value = 0;
      return { do: { set: (next) => void (value = next) }, state: () => value };
    },
  });

it('lets a store pass that writes before it answers', () => survives(true));

it('finds a store that writes only when it is closed', () =>
  expect(survives(false)).rejects.toThrow(/Property failed/));
