import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';
import { readFilter, type Filter } from './filter.ts';
import { readStreamSettings, STREAM_PROPERTIES, type StreamSettings } from './streams/settings.ts';

/** An `AWS::Lambda::EventSourceMapping`. */
export interface Mapping {
  readonly uuid: string;
  readonly logicalId: string;
  /** Of a queue, or of a table's stream when `stream` is there. */
  readonly sourceArn: string;
  /** Name or ARN, perhaps with a qualifier. */
  readonly functionName: string;
  readonly batchSize: number;
  /** Milliseconds to go on gathering a batch after its first record. */
  readonly batchingWindowMs: number;
  readonly reportsItemFailures: boolean;
  readonly filter: Filter | undefined;
  /** Batches of a queue under way at the same time. */
  readonly concurrency: number;
  /** `ScalingConfig`, as it was given. */
  readonly maximumConcurrency: number | undefined;
  readonly stream: StreamSettings | undefined;
  readonly enabled: boolean;
}

interface MappingProperties {
  readonly BatchSize?: number | string;
  readonly Enabled?: boolean | string;
  readonly EventSourceArn?: string;
  readonly FilterCriteria?: unknown;
  readonly FunctionName?: string;
  readonly FunctionResponseTypes?: readonly string[];
  readonly MaximumBatchingWindowInSeconds?: number | string;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | string };
}

const COMMON_PROPERTIES = [
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'Tags',
];

/** Lambda begins with five pollers for a standard queue. */
const DEFAULT_CONCURRENCY = 5;
const LONGEST_WINDOW_S = 300;

export function readMapping(resource: Resource, uuid: string): Mapping {
  const { logicalId } = resource;
  const properties = resource.properties as MappingProperties;
  const fail = (reason: string): never => {
    throw new TemplateError(logicalId, reason);
  };
  const sourceArn = properties.EventSourceArn ?? '';
  const isStream = /^arn:aws:dynamodb:[^:]*:\d+:table\/[^/]+\/stream\/./.test(sourceArn);
  const isQueue = sourceArn.startsWith('arn:aws:sqs:');
  if (!isStream && !isQueue)
    fail(
      `the event source ${sourceArn || '(none)'} is not supported, only SQS queues and streams of DynamoDB tables.`,
    );
  allowProperties(resource, [...COMMON_PROPERTIES, ...(isStream ? STREAM_PROPERTIES : ['ScalingConfig'])]);
  const isFifo = sourceArn.endsWith('.fifo');
  const batchSize = Number(properties.BatchSize ?? (isStream ? 100 : 10));
  const window = Number(properties.MaximumBatchingWindowInSeconds ?? 0);
  const most = isFifo ? 10 : 10_000;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > most)
    fail(`BatchSize must be a whole number from 1 to ${most}.`);
  if (!(window >= 0 && window <= LONGEST_WINDOW_S))
    fail(`MaximumBatchingWindowInSeconds must be from 0 to ${LONGEST_WINDOW_S}.`);
  if (isFifo && window > 0) fail('MaximumBatchingWindowInSeconds is not supported for FIFO queues.');
  if (isQueue && batchSize > 10 && window < 1)
    fail('a BatchSize above 10 needs a MaximumBatchingWindowInSeconds of at least 1.');
  const unknown = properties.FunctionResponseTypes?.find((type) => type !== 'ReportBatchItemFailures');
  if (unknown !== undefined) fail(`the function response type ${unknown} is not one.`);
  const maximum = properties.ScalingConfig?.MaximumConcurrency;
  if (maximum !== undefined && !(Number(maximum) >= 2 && Number(maximum) <= 1000))
    fail('MaximumConcurrency must be from 2 to 1000.');
  return {
    uuid,
    logicalId,
    sourceArn,
    functionName: properties.FunctionName ?? fail('an event source mapping needs a FunctionName.'),
    batchSize,
    batchingWindowMs: window * 1000,
    reportsItemFailures: (properties.FunctionResponseTypes ?? []).length > 0,
    filter: readFilter(logicalId, properties.FilterCriteria),
    concurrency: Number(maximum ?? DEFAULT_CONCURRENCY),
    maximumConcurrency: maximum === undefined ? undefined : Number(maximum),
    stream: isStream ? readStreamSettings(resource) : undefined,
    enabled: String(properties.Enabled ?? true) === 'true',
  };
}
