import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { openDatabase } from '../../runtime/database.ts';
import { createTicker } from '../../runtime/schedule/ticker.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { createSchedules } from './schedules.ts';
import { schedulerStore } from './store.ts';

const name = fc.constantFrom('one', 'two');
const anyGroup = fc.constantFrom('default', 'films');
const tokens = fc.constantFrom('a', 'b', 'c');
const definition = (GroupName: string, Name: string, State: 'ENABLED' | 'DISABLED'): ScheduleDefinition => ({
  ...{ GroupName, Name, State, ScheduleExpression: 'rate(1 hour)', ScheduleExpressionTimezone: 'UTC' },
  ...{ FlexibleTimeWindow: { Mode: 'OFF' }, ActionAfterCompletion: 'NONE' },
  Target: {
    Arn: 'arn:aws:sqs:us-east-1:000000000000:work',
    RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
  },
});

it('keeps schedules, groups, plans and client tokens, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      put: fc.tuple(anyGroup, name, fc.constantFrom('ENABLED', 'DISABLED')),
      /** Done once for each token. */
      once: fc.tuple(tokens, name),
      remove: fc.tuple(anyGroup, name),
      putGroup: fc.tuple(),
      removeGroup: fc.tuple(),
    },
    open(runtime) {
      const database = openDatabase(join(runtime.directory('scheduler'), 'scheduler.sqlite'), '');
      const ticker = createTicker({
        ...{ database, table: 'plans', clock: runtime.clock },
        ...{ fire: () => {}, onFault: () => {} },
      });
      const schedules = createSchedules({ database, store: schedulerStore(database), ticker, runtime });
      const plans = database.prepare('SELECT key FROM plans ORDER BY key');
      const hasGroup = (group: string) => schedules.groups().some((known) => known.name === group);
      return {
        do: {
          put(group, key, state) {
            if (hasGroup(group)) schedules.put(definition(group, key, state));
          },
          once: (token, key) =>
            schedules.once(
              token,
              {},
              () => void schedules.put(definition('default', key, 'ENABLED')),
              () => {},
            ),
          remove: (group, key) => schedules.remove(group, key),
          putGroup: () => schedules.putGroup('films', {}),
          removeGroup: () => schedules.removeGroup('films'),
        },
        state: () => ({
          groups: schedules.groups().map((group) => group.name),
          schedules: Object.fromEntries(
            schedules.all().map((one) => {
              const { GroupName, Name, State } = one.definition;
              return [`${GroupName}/${Name}`, State];
            }),
          ),
          plans: plans.all().map(({ key }) => key),
        }),
        close: () => database.close(),
      };
    },
    model() {
      const groups = new Set(['default']);
      const schedules: Record<string, string> = {};
      const used = new Set<string>();
      return {
        do: {
          put(group, key, state) {
            if (groups.has(group)) schedules[`${group}/${key}`] = state;
          },
          once(token, key) {
            if (!used.has(token)) schedules[`default/${key}`] = 'ENABLED';
            used.add(token);
          },
          remove: (group, key) => void delete schedules[`${group}/${key}`],
          putGroup: () => void groups.add('films'),
          removeGroup() {
            groups.delete('films');
            for (const key of Object.keys(schedules)) if (key.startsWith('films/')) delete schedules[key];
          },
        },
        state: () => ({
          ...{ groups: [...groups], schedules },
          plans: Object.keys(schedules)
            .filter((key) => schedules[key] === 'ENABLED')
            .sort(),
        }),
      };
    },
  }));
