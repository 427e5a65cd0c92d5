import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../../runtime/crash-testing.ts';
import { AwsError } from '../../../runtime/errors.ts';
import { openInvalidations } from './invalidations.ts';

const DISTRIBUTIONS = ['A', 'B'];
const distribution = fc.constantFrom(...DISTRIBUTIONS);
const paths = fc.subarray(['/a', '/b*', '/ü'], { minLength: 1 });

it('remembers every invalidation by its reference, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      create: fc.tuple(distribution, fc.constantFrom('one', 'two', 'three'), paths),
      forget: fc.tuple(distribution),
    },
    open(runtime) {
      const store = openInvalidations(join(runtime.directory('cloudfront'), 'api.sqlite'), runtime.clock);
      return {
        do: {
          create(id, reference, list) {
            try {
              store.create(id, reference, list);
            } catch (error) {
              // The reference was used for other paths.
              if (!(error instanceof AwsError)) throw error;
            }
          },
          forget: store.forget,
        },
        state: () =>
          DISTRIBUTIONS.map((id) =>
            store.list(id, undefined, 100).map(({ callerReference, paths: list }) => [callerReference, list]),
          ),
        close: store.close,
      };
    },
    model() {
      const made = new Map<string, (readonly [string, readonly string[]])[]>();
      const of = (id: string) => made.get(id) ?? [];
      return {
        do: {
          create(id, reference, list) {
            if (!of(id).some(([known]) => known === reference)) made.set(id, [[reference, list], ...of(id)]);
          },
          forget: (id) => void made.delete(id),
        },
        state: () => DISTRIBUTIONS.map(of),
      };
    },
  }));
