import type { Execution } from '../../execution/executor.ts';
import { roleOf } from '../../function.ts';
import { reportFault, type PollerOptions } from '../poller.ts';
import { sequenceOf, type StreamRecord } from './event.ts';

/** Records that no function will see any more. */
export interface GivenUp {
  readonly records: readonly StreamRecord[];
  readonly shardId: string;
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly failures: number;
  /** Of the last attempt, when there was one. */
  readonly execution?: Execution;
}

/**
 * Tells the mapping's destination which records were given up: where they are, not what they hold. A destination
 * that refuses does not hold up the stream.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function tellFailure(options: PollerOptions, given: GivenUp): Promise<void> {
  const { mapping, runtime, functions } = options;
  const destination = mapping.stream?.onFailure;
  if (!destination) return;
  const { version, arn } = functions.find(mapping.functionName);
  const [first, last] = [given.records[0]!, given.records.at(-1)!];
  const record = {
    requestContext: {
      requestId: runtime.uuid(),
      functionArn: arn,
      condition: given.condition,
      approximateInvokeCount: given.failures,
    },
    ...(given.execution && {
      responseContext: {
        statusCode: 200,
        executedVersion: version.definition.version,
        functionError: given.execution.functionError ?? 'Unhandled',
      },
    }),
    version: '1.0',
    timestamp: new Date(runtime.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId: given.shardId,
      startSequenceNumber: sequenceOf(first),
      endSequenceNumber: sequenceOf(last),
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: given.records.length,
      streamArn: mapping.sourceArn,
    },
  };
  try {
    const caller = roleOf(runtime, version.definition);
    await runtime.peers.sqs.sendMessage(destination, JSON.stringify(record), caller);
  } catch (error) {
    reportFault(options, error);
  }
}

/** `2019-11-14T00:13:19Z` */
const arrival = ({ dynamodb }: StreamRecord) =>
  new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
