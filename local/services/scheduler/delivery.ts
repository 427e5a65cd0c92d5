import { createDeliverer, readRetryPolicy, type Delivery, type Failure } from '../../runtime/deliver.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Job } from '../../runtime/work-list.ts';
import type { ScheduleDefinition } from './schedule.ts';

/** One run of a schedule on its way to its target. */
export interface ScheduleDelivery extends Delivery {
  readonly scheduleArn: string;
  /** For a bus; its detail is what `input` says once it is filled. */
  readonly bus?: { readonly source: string; readonly detailType: string } | undefined;
  /** ISO 8601. */
  readonly scheduledTime: string;
  readonly executionId: string;
}

export function deliveryOf(
  schedule: ScheduleDefinition,
  run: { readonly arn: string; readonly scheduledAt: number; readonly executionId: string },
): ScheduleDelivery {
  const { Target: target } = schedule;
  const { Source, DetailType } = target.EventBridgeParameters ?? {};
  return {
    label: schedule.Name,
    scheduleArn: run.arn,
    targetArn: target.Arn,
    roleArn: target.RoleArn,
    input: target.Input ?? '',
    groupId: target.SqsParameters?.MessageGroupId,
    ...(Source && DetailType && { bus: { source: Source, detailType: DetailType } }),
    deadLetterArn: target.DeadLetterConfig?.Arn,
    scheduledTime: `${new Date(run.scheduledAt).toISOString().slice(0, 19)}Z`,
    executionId: run.executionId,
    ...readRetryPolicy(target.RetryPolicy ?? {}),
  };
}

/** Takes runs to their targets by the role of the schedule. */
export function scheduleDeliverer(runtime: Runtime) {
  const deliver = createDeliverer<ScheduleDelivery>({
    runtime,
    service: 'scheduler',
    sourceArn: ({ scheduleArn }) => scheduleArn,
    deadLetter: (delivery, failure) => deadLetterAttributes(delivery, failure),
  });
  return (job: Job<ScheduleDelivery>) => deliver({ ...job, body: filled(job.body, job.attempts + 1) });
}

/** With the context attributes in their places, and what stands for an input that was not given. */
function filled(delivery: ScheduleDelivery, attempt: number): ScheduleDelivery {
  const context: Readonly<Record<string, string>> = {
    'schedule-arn': delivery.scheduleArn,
    'scheduled-time': delivery.scheduledTime,
    'execution-id': delivery.executionId,
    'attempt-number': String(attempt),
  };
  const input = (delivery.input || defaultInput(delivery)).replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => context[name] ?? whole,
  );
  if (!delivery.bus) return { ...delivery, input };
  const event = { ...delivery.bus, detail: JSON.parse(input) as unknown, resources: [delivery.scheduleArn] };
  return { ...delivery, input, event };
}

const defaultInput = ({ bus }: ScheduleDelivery) =>
  bus
    ? '{}'
    : '{"scheduleArn":"<aws.scheduler.schedule-arn>","scheduledTime":"<aws.scheduler.scheduled-time>"}';

const deadLetterAttributes = (
  { scheduleArn, targetArn, executionId }: ScheduleDelivery,
  { code, message, retries, exhausted }: Failure,
) => ({
  SCHEDULE_ARN: scheduleArn,
  TARGET_ARN: targetArn,
  EXECUTION_ID: executionId,
  ERROR_CODE: code,
  ERROR_MESSAGE: message,
  RETRY_ATTEMPTS: String(retries),
  IS_PAYLOAD_TRUNCATED: 'false',
  ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
});
