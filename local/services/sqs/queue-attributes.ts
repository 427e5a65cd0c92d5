import type { PolicyDocument } from '../../runtime/principal.ts';
import { invalidAttribute, SqsError } from './errors.ts';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** The settings of a queue. Times in seconds, size in bytes. */
export interface QueueSettings {
  readonly VisibilityTimeout: number;
  readonly MessageRetentionPeriod: number;
  readonly DelaySeconds: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly MaximumMessageSize: number;
  readonly RedrivePolicy?: RedrivePolicy;
  readonly Policy?: PolicyDocument;
  /** Encryption settings and the like: kept and told, without an effect on one machine. */
  readonly others: Readonly<Record<string, string>>;
}

export const DEFAULT_SETTINGS: QueueSettings = {
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  DelaySeconds: 0,
  ReceiveMessageWaitTimeSeconds: 0,
  MaximumMessageSize: 1_048_576,
  others: {},
};

/** Lowest and highest value of each numeric attribute. */
const RANGES = {
  VisibilityTimeout: [0, 43_200],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, 1_048_576],
} as const;

const OTHERS = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

/** The settings with some attributes changed. Values are strings on the wire, JSON in a template. */
export function changeSettings(
  settings: QueueSettings,
  changes: Readonly<Record<string, unknown>>,
): QueueSettings {
  let changed: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (name in RANGES) changed[name] = inRange(name as keyof typeof RANGES, value);
    else if (name === 'RedrivePolicy') changed[name] = redrivePolicy(value);
    else if (name === 'Policy')
      changed[name] = value === '' ? undefined : (json(name, value) as PolicyDocument);
    else if (OTHERS.includes(name))
      changed = { ...changed, others: { ...(changed['others'] as object), [name]: String(value) } };
    else throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return changed as unknown as QueueSettings;
}

/** The settings as `GetQueueAttributes` writes them. */
export function settingsOnWire({
  others,
  RedrivePolicy,
  Policy,
  ...numbers
}: QueueSettings): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    ...(Policy && { Policy: JSON.stringify(Policy) }),
    ...others,
  };
}

function inRange(name: keyof typeof RANGES, value: unknown): number {
  const [low, high] = RANGES[name];
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high)
    throw invalidAttribute(`Invalid value for the parameter ${name}.`);
  return number;
}

function redrivePolicy(value: unknown): RedrivePolicy | undefined {
  if (value === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = json('RedrivePolicy', value) as Partial<RedrivePolicy>;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1000)
    throw invalidAttribute('Invalid value for the parameter RedrivePolicy.');
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function json(name: string, value: unknown): object {
  let parsed: unknown = value;
  if (typeof value === 'string')
    try {
      parsed = JSON.parse(value);
    } catch {
      parsed = undefined;
    }
  if (typeof parsed !== 'object' || parsed === null)
    throw invalidAttribute(`Invalid value for the parameter ${name}.`);
  return parsed;
}
