import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createTicker } from '../../runtime/schedule/ticker.ts';
import type { Service } from '../../runtime/service.ts';
import { createWorkList } from '../../runtime/work-list.ts';
import { schedulerApi } from './api.ts';
import { deliveryOf, scheduleDeliverer, type ScheduleDelivery } from './delivery.ts';
import { createSchedules } from './schedules.ts';
import { schedulerStore } from './store.ts';
import { schedulerResources } from './template.ts';

const CONCURRENCY = 20;

/**
 * Amazon EventBridge Scheduler. A run is taken off the plan and written down for delivery in one transaction, so it
 * is delivered at least once, and comes once however often the process ends.
 */
export function createScheduler(runtime: Runtime): Service {
  const { clock, log } = runtime;
  const onFault = (error: unknown) => log.fault('scheduler', error);
  const database = openDatabase(join(runtime.directory('scheduler'), 'scheduler.sqlite'), '');
  const deliveries = createWorkList<ScheduleDelivery>({
    database,
    table: 'deliveries',
    clock,
    concurrency: CONCURRENCY,
    run: scheduleDeliverer(runtime),
    onFault,
  });
  const ticker = createTicker({ database, table: 'plans', clock, fire, onFault });
  const schedules = createSchedules({ database, store: schedulerStore(database), ticker, runtime });
  const resources = schedulerResources(schedules, runtime);

  /** One run, inside the transaction that takes it off the plan. */
  function fire(key: string, scheduledAt: number, over: boolean): void {
    const schedule = schedules.byKey(key);
    if (!schedule) return;
    const { definition } = schedule;
    const executionId = runtime.uuid();
    deliveries.add([deliveryOf(definition, { arn: schedules.arnOf(definition), scheduledAt, executionId })]);
    if (over && definition.ActionAfterCompletion === 'DELETE')
      schedules.remove(definition.GroupName, definition.Name);
  }

  return {
    create: (resource) => resources.create(resource),
    delete: (resource) => resources.delete(resource),

    connect() {
      deliveries.start();
      ticker.start();
    },

    drain: () => ticker.stop(),

    async stop() {
      ticker.stop();
      await deliveries.stop();
      database.close();
    },

    handle: schedulerApi(schedules, runtime),
  };
}
