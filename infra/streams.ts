import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition, type Function } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './functions.ts';

export interface TableStreamProps {
  readonly table: TableV2;
  readonly worker: Function;
  /** How many records a batch has at most, and how long Lambda waits for them. */
  readonly batchSize: number;
  readonly batchWindow?: Duration;
  /** Lambda tells a function its shard only within a window; see `count-engagement`. */
  readonly tumblingWindow?: Duration;
  /** Patterns, one of which a record must fit. */
  readonly filters?: readonly Record<string, unknown>[];
}

/**
 * A function that follows a table's changes. A batch that fails is halved until the record at fault is alone, which is
 * tried for as long as the stream keeps it, or 1,000 times, and then told of in a queue: nothing is given up unseen.
 * A function that names the records that failed is given those, and what came after them, again.
 */
export class TableStream extends Construct {
  readonly worker: Function;
  /** Where batches are told of that were given up. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, props: TableStreamProps) {
    super(scope, id);
    const { table, worker } = props;
    this.worker = worker;
    const streamArn = table.tableStreamArn!;
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    worker.addToRolePolicy(
      allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn]),
    );
    // ListStreams knows no resource.
    worker.addToRolePolicy(allow(['dynamodb:ListStreams'], ['*']));
    worker.addToRolePolicy(allow(['sqs:SendMessage'], [this.failures.queueArn]));
    worker.addEventSourceMapping('Mapping', {
      eventSourceArn: streamArn,
      // Whatever was written before the mapping was there is followed up too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: props.batchWindow,
      tumblingWindow: props.tumblingWindow,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 1_000,
      maxRecordAge: Duration.days(1),
      // CDK's own destination would grant two more permissions, which nobody uses.
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
      filters: props.filters?.map((pattern) => ({ pattern: JSON.stringify(pattern) })),
    });
  }
}
