import { TemplateError } from '../../../../runtime/errors.ts';
import type { Resource } from '../../../../runtime/service.ts';

/** What a mapping of a stream has beside what all mappings have. */
export interface StreamSettings {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Batches of one shard under way at the same time; records of one key are always in the same. */
  readonly parallelization: number;
  /** Length of the windows over which a function keeps a state; 0 for none. */
  readonly tumblingWindowSeconds: number;
  readonly bisects: boolean;
  /** -1 for without end. */
  readonly maximumRetries: number;
  /** Milliseconds; -1000 for without end. */
  readonly maximumAgeMs: number;
  /** ARN of who is told of records that were given up. */
  readonly onFailure: string | undefined;
}

interface StreamProperties {
  readonly BisectBatchOnFunctionError?: boolean | string;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
  readonly MaximumRecordAgeInSeconds?: number | string;
  readonly MaximumRetryAttempts?: number | string;
  readonly ParallelizationFactor?: number | string;
  readonly StartingPosition?: string;
  readonly TumblingWindowInSeconds?: number | string;
}

/** `StartingPositionTimestamp` is not among them: it is refused by name. */
export const STREAM_PROPERTIES = [
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'StartingPosition',
  'TumblingWindowInSeconds',
];

export function readStreamSettings({ logicalId, properties: given }: Resource): StreamSettings {
  const properties = given as StreamProperties;
  const fail = (reason: string): never => {
    throw new TemplateError(logicalId, reason);
  };
  const bounded = (
    name:
      | 'MaximumRecordAgeInSeconds'
      | 'MaximumRetryAttempts'
      | 'ParallelizationFactor'
      | 'TumblingWindowInSeconds',
    fallback: number,
    least: number,
    most: number,
  ) => {
    const value = Number(properties[name] ?? fallback);
    const isAllowed = Number.isInteger(value) && ((value >= least && value <= most) || value === fallback);
    return isAllowed ? value : fail(`${name} must be a whole number from ${least} to ${most}.`);
  };
  const { StartingPosition } = properties;
  if (StartingPosition !== 'TRIM_HORIZON' && StartingPosition !== 'LATEST')
    return fail(
      `the StartingPosition of a DynamoDB stream is TRIM_HORIZON or LATEST, not ${StartingPosition ?? '(none)'}.`,
    );
  const onFailure = properties.DestinationConfig?.OnFailure?.Destination;
  if (onFailure && !onFailure.startsWith('arn:aws:sqs:'))
    return fail(`the destination of a stream's failures must be an SQS queue, not ${onFailure}.`);
  const parallelization = bounded('ParallelizationFactor', 1, 1, 10);
  const tumblingWindowSeconds = bounded('TumblingWindowInSeconds', 0, 0, 900);
  if (tumblingWindowSeconds > 0 && parallelization > 1)
    fail('TumblingWindowInSeconds is not supported together with a ParallelizationFactor above 1.');
  return {
    startingPosition: StartingPosition,
    parallelization,
    tumblingWindowSeconds,
    bisects: String(properties.BisectBatchOnFunctionError ?? false) === 'true',
    maximumRetries: bounded('MaximumRetryAttempts', -1, 0, 10_000),
    maximumAgeMs: bounded('MaximumRecordAgeInSeconds', -1, 60, 604_800) * 1000,
    onFailure,
  };
}
