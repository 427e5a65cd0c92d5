import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { openChanges } from './changes.ts';

const ROLES = ['arn:aws:iam::000000000000:role/a', 'arn:aws:iam::000000000000:role/b'];
const role = fc.constantFrom(...ROLES);
const name = fc.constantFrom('one', 'two');
const policy = (Action: string) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action, Resource: '*' }],
});
const TEMPLATE = policy('s3:GetObject');

it('keeps the policies that were put and deleted beside the template, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      add: fc.tuple(role, name, fc.string()),
      remove: fc.tuple(role, name),
      /** Of the policy that the template has under this name. */
      change: fc.tuple(role, fc.option(fc.string(), { nil: undefined })),
      forget: fc.tuple(role),
    },
    open(runtime) {
      const changes = openChanges(runtime);
      return {
        do: {
          add: (arn, key, action) => changes.put(arn, key, policy(action)),
          remove: (arn, key) => changes.put(arn, key, undefined),
          change: (arn, action) =>
            changes.put(arn, 'template', action === undefined ? undefined : policy(action), TEMPLATE),
          forget: (arn) => changes.forget(arn),
        },
        state: () =>
          ROLES.map((arn) => ({
            added: Object.fromEntries(changes.added(arn)),
            template: changes.inPlaceOf(arn, 'template', TEMPLATE),
          })),
        close: changes.close,
      };
    },
    model() {
      const roles = new Map(
        ROLES.map((arn) => [arn, { added: {} as Record<string, unknown>, template: TEMPLATE as unknown }]),
      );
      const of = (arn: string) => roles.get(arn)!;
      return {
        do: {
          add: (arn, key, action) => void (of(arn).added[key] = policy(action)),
          remove: (arn, key) => void delete of(arn).added[key],
          change: (arn, action) =>
            void (of(arn).template = action === undefined ? undefined : policy(action)),
          forget: (arn) => void roles.set(arn, { added: {}, template: TEMPLATE }),
        },
        state: () => [...roles.values()],
      };
    },
  }));
