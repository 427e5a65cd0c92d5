import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';

/** An `AWS::Lambda::EventSourceMapping` of an SQS queue. */
export interface Mapping {
  readonly uuid: string;
  readonly logicalId: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** Milliseconds to go on gathering a batch after its first message. */
  readonly batchingWindowMs: number;
  readonly reportsItemFailures: boolean;
  /** Batches under way at the same time. */
  readonly concurrency: number;
  readonly enabled: boolean;
}

interface MappingProperties {
  readonly BatchSize?: number | string;
  readonly Enabled?: boolean | string;
  readonly EventSourceArn?: string;
  readonly FunctionName?: string;
  readonly FunctionResponseTypes?: readonly string[];
  readonly MaximumBatchingWindowInSeconds?: number | string;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | string };
}

const PROPERTIES = [
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'Tags',
];

/** Lambda begins with five pollers for a standard queue. */
const DEFAULT_CONCURRENCY = 5;

export function readMapping(resource: Resource, uuid: string): Mapping {
  const { logicalId } = resource;
  allowProperties(resource, PROPERTIES);
  const properties = resource.properties as MappingProperties;
  const queueArn = properties.EventSourceArn ?? '';
  if (!queueArn.startsWith('arn:aws:sqs:'))
    throw new TemplateError(
      logicalId,
      `the event source ${queueArn || '(none)'} is not supported, only SQS queues.`,
    );
  if (!properties.FunctionName)
    throw new TemplateError(logicalId, 'an event source mapping needs a FunctionName.');
  const batchSize = Number(properties.BatchSize ?? 10);
  const window = Number(properties.MaximumBatchingWindowInSeconds ?? 0);
  if (batchSize > 10 && window < 1)
    throw new TemplateError(
      logicalId,
      'a BatchSize above 10 needs a MaximumBatchingWindowInSeconds of at least 1.',
    );
  return {
    uuid,
    logicalId,
    queueArn,
    functionName: properties.FunctionName,
    batchSize,
    batchingWindowMs: window * 1000,
    reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    concurrency: Number(properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY),
    enabled: String(properties.Enabled ?? true) === 'true',
  };
}
