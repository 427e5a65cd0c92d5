import type { PolicyDocument } from '../../runtime/principal.ts';
import { invalidAttribute, SqsError } from './errors.ts';
import { readJson } from './json-attribute.ts';
import {
  readRedriveAllowPolicy,
  readRedrivePolicy,
  type RedriveAllowPolicy,
  type RedrivePolicy,
} from './redrive.ts';

/** The settings of a queue. Times in seconds, size in bytes. */
export interface QueueSettings {
  readonly VisibilityTimeout: number;
  readonly MessageRetentionPeriod: number;
  readonly DelaySeconds: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly MaximumMessageSize: number;
  readonly RedrivePolicy?: RedrivePolicy | undefined;
  readonly RedriveAllowPolicy?: RedriveAllowPolicy | undefined;
  readonly Policy?: PolicyDocument | undefined;
  /** Present in a FIFO queue. */
  readonly fifo?: FifoSettings | undefined;
  /** Encryption settings and the like: kept and told, without an effect on one machine. */
  readonly others: Readonly<Record<string, string>>;
}

export interface FifoSettings {
  readonly ContentBasedDeduplication: boolean;
  readonly DeduplicationScope: 'queue' | 'messageGroup';
  readonly FifoThroughputLimit: 'perQueue' | 'perMessageGroupId';
}

export const DEFAULT_SETTINGS: QueueSettings = {
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  DelaySeconds: 0,
  ReceiveMessageWaitTimeSeconds: 0,
  MaximumMessageSize: 1_048_576,
  others: {},
};

const DEFAULT_FIFO: FifoSettings = {
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

/** Lowest and highest value of each numeric attribute. */
const RANGES = {
  VisibilityTimeout: [0, 43_200],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, 1_048_576],
} as const;

/** What each attribute of FIFO queues may be. */
const FIFO_VALUES: Readonly<Record<keyof FifoSettings, readonly string[]>> = {
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const OTHERS = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

/** The default settings of a new queue of either kind. */
export const newSettings = (fifo: boolean): QueueSettings =>
  fifo ? { ...DEFAULT_SETTINGS, fifo: DEFAULT_FIFO } : DEFAULT_SETTINGS;

/** The settings with some attributes changed. Values are strings on the wire, JSON in a template. */
export function changeSettings(
  settings: QueueSettings,
  changes: Readonly<Record<string, unknown>>,
): QueueSettings {
  const changed: Record<string, unknown> = { ...settings };
  const others = { ...settings.others };
  let fifo = settings.fifo;
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    if (name in RANGES) changed[name] = inRange(name as keyof typeof RANGES, value);
    else if (name === 'RedrivePolicy') changed[name] = readRedrivePolicy(value);
    else if (name === 'RedriveAllowPolicy') changed[name] = readRedriveAllowPolicy(value);
    else if (name === 'Policy') changed[name] = value === '' ? undefined : readPolicy(value);
    else if (name === 'FifoQueue') checkKind(settings, value);
    else if (fifo && Object.hasOwn(FIFO_VALUES, name))
      fifo = withFifo(fifo, name as keyof FifoSettings, value);
    else if (OTHERS.includes(name)) others[name] = String(value);
    else throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  if (fifo?.FifoThroughputLimit === 'perMessageGroupId' && fifo.DeduplicationScope !== 'messageGroup')
    throw invalidAttribute('Invalid value for the parameter FifoThroughputLimit.');
  return { ...changed, fifo, others } as unknown as QueueSettings;
}

/** The settings as `GetQueueAttributes` writes them. */
export function settingsOnWire({
  others,
  RedrivePolicy,
  RedriveAllowPolicy,
  Policy,
  fifo,
  ...numbers
}: QueueSettings): Record<string, string> {
  return {
    ...asTexts(numbers),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    ...(RedriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(RedriveAllowPolicy) }),
    ...(Policy && { Policy: JSON.stringify(Policy) }),
    ...(fifo && { FifoQueue: 'true', ...asTexts(fifo) }),
    ...others,
  };
}

const asTexts = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

function inRange(name: keyof typeof RANGES, value: unknown): number {
  const [low, high] = RANGES[name];
  const number = Number(value);
  if (value === '' || !Number.isInteger(number) || number < low || number > high)
    throw invalidAttribute(`Invalid value for the parameter ${name}.`);
  return number;
}

/** A queue is of one kind for its life. A standard one does not even know the attribute. */
function checkKind({ fifo }: QueueSettings, value: unknown): void {
  if (!fifo) throw new SqsError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
  if (String(value) !== 'true') throw invalidAttribute('Invalid value for the parameter FifoQueue.');
}

function withFifo(fifo: FifoSettings, name: keyof FifoSettings, value: unknown): FifoSettings {
  const text = String(value);
  if (!FIFO_VALUES[name].includes(text)) throw invalidAttribute(`Invalid value for the parameter ${name}.`);
  return { ...fifo, [name]: name === 'ContentBasedDeduplication' ? text === 'true' : text };
}

function readPolicy(value: unknown): PolicyDocument {
  const policy = readJson('Policy', value) as Partial<PolicyDocument>;
  if (policy.Statement === undefined) throw invalidAttribute('Invalid value for the parameter Policy.');
  return policy as PolicyDocument;
}
