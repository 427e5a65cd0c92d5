import { invalidAttribute, invalidParameter } from './errors.ts';
import { readJson } from './json-attribute.ts';
import type { QueueSettings } from './queue-attributes.ts';

/** Where a queue sends what was received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Which queues may name this one as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns?: readonly string[];
}

const MAX_RECEIVES = 1000;
const MAX_SOURCES = 10;

export function readRedrivePolicy(value: unknown): RedrivePolicy | undefined {
  if (value === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = readJson('RedrivePolicy', value) as Partial<RedrivePolicy>;
  const count = Number(maxReceiveCount);
  if (
    typeof deadLetterTargetArn !== 'string' ||
    !Number.isInteger(count) ||
    count < 1 ||
    count > MAX_RECEIVES
  )
    throw invalidAttribute('Invalid value for the parameter RedrivePolicy.');
  return { deadLetterTargetArn, maxReceiveCount: count };
}

export function readRedriveAllowPolicy(value: unknown): RedriveAllowPolicy | undefined {
  if (value === '') return undefined;
  const policy = readJson('RedriveAllowPolicy', value) as Partial<RedriveAllowPolicy>;
  const { redrivePermission, sourceQueueArns } = policy;
  const byQueue = redrivePermission === 'byQueue';
  const sources = sourceQueueArns ?? [];
  const valid =
    ['allowAll', 'denyAll', 'byQueue'].includes(String(redrivePermission)) &&
    Array.isArray(sources) &&
    (byQueue ? sources.length >= 1 && sources.length <= MAX_SOURCES : sources.length === 0);
  if (!redrivePermission || !valid)
    throw invalidAttribute('Invalid value for the parameter RedriveAllowPolicy.');
  return byQueue ? { redrivePermission, sourceQueueArns: sources.map(String) } : { redrivePermission };
}

/** Refuses a redrive policy to a queue that is not there, is of the other kind, or does not want it. */
export function checkDeadLetterQueue(
  sourceArn: string,
  source: QueueSettings,
  target: QueueSettings | undefined,
): void {
  const policy = source.RedrivePolicy;
  if (!policy) return;
  const refuse = (reason: string) =>
    invalidParameter(
      `Value ${JSON.stringify(policy)} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  if (!target) throw refuse('Dead letter target does not exist.');
  if ((target.fifo === undefined) !== (source.fifo === undefined))
    throw refuse('Dead-letter queue must be same type of queue as the source.');
  const { redrivePermission = 'allowAll', sourceQueueArns = [] } = target.RedriveAllowPolicy ?? {};
  if (
    redrivePermission === 'denyAll' ||
    (redrivePermission === 'byQueue' && !sourceQueueArns.includes(sourceArn))
  )
    throw refuse('Dead-letter queue does not allow this queue as its source.');
}
