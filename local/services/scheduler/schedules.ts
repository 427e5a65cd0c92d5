import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../runtime/database.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { readSchedule } from '../../runtime/schedule/expression.ts';
import { PRECISION_MS, type Ticker } from '../../runtime/schedule/ticker.ts';
import { checkName, checkSchedule, planOf, type ScheduleDefinition } from './schedule.ts';
import { conflict, groupNotFound, invalid, scheduleNotFound } from './errors.ts';
import type { Group, Origin, SchedulerStore, StoredSchedule } from './store.ts';

export type Schedules = ReturnType<typeof createSchedules>;

export const DEFAULT_GROUP = 'default';

/** A schedule's key among the plans. */
const keyOf = (group: string, name: string) => `${group}/${name}`;

/** Schedules and their groups: kept, and set to run, both or neither. */
export function createSchedules(options: {
  readonly database: DatabaseSync;
  readonly store: SchedulerStore;
  readonly ticker: Ticker;
  readonly runtime: Runtime;
}) {
  const { database, store, ticker, runtime } = options;
  const { clock } = runtime;

  function group(name: string): Group {
    const found = store.groups().find((known) => known.name === name);
    if (found) return found;
    if (name !== DEFAULT_GROUP) throw groupNotFound(name);
    return { name, tags: {}, createdAt: 0, modifiedAt: 0 };
  }

  function get(groupName: string, name: string): StoredSchedule {
    const schedule = store.find(groupName, name);
    if (!schedule) throw scheduleNotFound(name);
    return schedule;
  }

  /** What would never run is refused while somebody is there to be told. A template may be older than its schedules. */
  function checkTime({ ScheduleExpression, ScheduleExpressionTimezone }: ScheduleDefinition): void {
    const schedule = readSchedule(ScheduleExpression, ScheduleExpressionTimezone);
    if (schedule?.kind === 'at' && schedule.time <= clock.now() - PRECISION_MS)
      throw invalid(`The time of the schedule expression ${ScheduleExpression} is in the past.`);
  }

  function put(definition: ScheduleDefinition, origin?: Origin): StoredSchedule {
    checkSchedule(definition);
    const { GroupName, Name } = definition;
    group(GroupName);
    const known = store.find(GroupName, Name);
    const now = clock.now();
    const schedule = {
      definition,
      createdAt: known?.createdAt ?? now,
      modifiedAt: now,
      origin: origin ?? known?.origin,
    };
    transaction(database, () => {
      store.put(schedule);
      if (definition.State === 'ENABLED') ticker.set(keyOf(GroupName, Name), planOf(definition));
      else ticker.delete(keyOf(GroupName, Name));
    });
    return schedule;
  }

  function remove(groupName: string, name: string): void {
    transaction(database, () => {
      store.remove(groupName, name);
      ticker.delete(keyOf(groupName, name));
    });
  }

  return {
    arnOf: ({ GroupName, Name }: Pick<ScheduleDefinition, 'GroupName' | 'Name'>) =>
      runtime.arn('scheduler', `schedule/${GroupName}/${Name}`),
    groupArn: (name: string) => runtime.arn('scheduler', `schedule-group/${name}`),

    all: () => store.all(),
    find: (groupName: string, name: string) => store.find(groupName, name),
    /** By its key among the plans. */
    byKey(key: string): StoredSchedule | undefined {
      const [groupName = '', name = ''] = key.split('/');
      return store.find(groupName, name);
    },
    get,
    put,
    remove,

    create(definition: ScheduleDefinition): StoredSchedule {
      if (store.find(definition.GroupName, definition.Name))
        throw conflict(`Schedule ${definition.Name} already exists.`);
      checkTime(definition);
      return put(definition);
    },

    /** All of it: what the new definition does not say falls back to its default. */
    update(definition: ScheduleDefinition): StoredSchedule {
      get(definition.GroupName, definition.Name);
      checkTime(definition);
      return put(definition);
    },

    group,
    groups: (): readonly Group[] => {
      const made = store.groups();
      return [group(DEFAULT_GROUP), ...made.filter(({ name }) => name !== DEFAULT_GROUP)];
    },

    putGroup(name: string, tags: Readonly<Record<string, string>>, logicalId?: string): Group {
      checkName('name', name);
      const now = clock.now();
      const known = store.groups().find((other) => other.name === name);
      const made = { name, tags, createdAt: known?.createdAt ?? now, modifiedAt: now, logicalId };
      store.putGroup(made);
      return made;
    },

    /** With all schedules in it. */
    removeGroup(name: string): void {
      if (name === DEFAULT_GROUP) throw invalid('The default schedule group cannot be deleted.');
      transaction(database, () => {
        for (const { definition } of store.all())
          if (definition.GroupName === name) remove(name, definition.Name);
        store.removeGroup(name);
      });
    },

    /** The first call with a token does the work; the same call again does nothing, another one is refused. */
    once<T>(token: string | undefined, request: unknown, work: () => T, again: () => T): T {
      if (!token) return work();
      if (token.length > 64) throw invalid('The ClientToken must have at most 64 characters.');
      const text = JSON.stringify(request);
      const now = clock.now();
      const before = store.requestOf(token, now);
      if (before === text) return again();
      if (before !== undefined) throw conflict('The ClientToken was used before with other parameters.');
      return transaction(database, () => {
        const result = work();
        store.remember(token, text, now);
        return result;
      });
    },
  };
}
