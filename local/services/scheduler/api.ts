import { restProtocol } from '../../runtime/protocols/rest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { groupRoutes } from './operations/groups.ts';
import { scheduleRoutes } from './operations/schedules.ts';
import type { Schedules } from './schedules.ts';

/** The API of EventBridge Scheduler: JSON over REST. */
export const schedulerApi = (schedules: Schedules, runtime: Runtime): ((call: AwsCall) => Promise<void>) =>
  restProtocol(
    [...scheduleRoutes(schedules, runtime), ...groupRoutes(schedules, runtime)],
    runtime.log,
    'InternalServerException',
  );
