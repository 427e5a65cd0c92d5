import type { Runtime } from '../../runtime/runtime.ts';
import type { WorkList } from '../../runtime/work-list.ts';
import { DEFAULT_AGE_SECONDS, DEFAULT_RETRIES, type Delivery } from './delivery.ts';
import { targetInput } from './input.ts';
import type { Rule, Target } from './rule.ts';

/** An event in the form in which rules see it and targets receive it. */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources?: readonly string[] | undefined;
  readonly time?: Date | undefined;
}

/** Makes the whole event of what was put. */
export function envelope(event: NewEvent, runtime: Runtime): EventEnvelope {
  const time = event.time ?? new Date(runtime.clock.now());
  return {
    version: '0',
    id: runtime.uuid(),
    'detail-type': event.detailType,
    source: event.source,
    account: runtime.accountId,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: runtime.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

/** The deliveries that the rules of one bus make of an event. */
export function deliveriesOf(event: EventEnvelope, bus: string, rules: readonly Rule[]): readonly Delivery[] {
  return rules
    .filter((rule) => rule.enabled && rule.bus === bus && rule.matches(event))
    .flatMap((rule) => rule.targets.map((target) => delivery(event, rule, target)));
}

export function delivery(event: EventEnvelope, rule: Rule, target: Target): Delivery {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy ?? {};
  return {
    ruleName: rule.name,
    ruleArn: rule.arn,
    targetArn: target.Arn,
    input: targetInput(target, event, rule),
    maximumRetries: Number(MaximumRetryAttempts ?? DEFAULT_RETRIES),
    maximumAgeMs: Number(MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000,
    deadLetterArn: target.DeadLetterConfig?.Arn,
  };
}

/** Starts the schedules of the rules; the returned function ends them. */
export function startSchedules(
  rules: readonly Rule[],
  list: WorkList<Delivery>,
  runtime: Runtime,
): () => void {
  const timers = rules
    .filter((rule) => rule.enabled && rule.period !== undefined)
    .map((rule) =>
      setInterval(() => {
        const event = envelope(
          { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.arn] },
          runtime,
        );
        list.add(rule.targets.map((target) => delivery(event, rule, target)));
      }, rule.period).unref(),
    );
  return () => timers.forEach(clearInterval);
}
