import { Duration, Names } from 'aws-cdk-lib';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './functions.ts';

export interface WorkQueueProps {
  /** The timeout of the function that will work on it. */
  readonly workTimeout: Duration;
}

/** How often a message is handed out before it is given up. */
const MAX_RECEIVES = 5;

/** A queue with its dead-letter queue: every hand-over of the pipeline goes through one. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { workTimeout }: WorkQueueProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      // Longer than the queue's own: a dead letter keeps the age it had.
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Lambda asks for six times the function's timeout, so that a batch is never handed out twice at once.
      visibilityTimeout: Duration.seconds(workTimeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Names and values of the stack's outputs that `npm run redrive` finds it by. */
  addresses(): [string, string][] {
    return [
      [`${this.node.id}QueueUrl`, this.queue.queueUrl],
      [`${this.node.id}DeadLettersUrl`, this.deadLetters.queueUrl],
    ];
  }

  /**
   * Lets `worker` take its messages; a batch reports the ones that failed, and what it gives up it sends to the dead letters
   * itself. The first three permissions are those that Lambda asks for: CDK's own event source grants two more, which
   * nobody uses.
   */
  workedBy(worker: Function, batchSize: number): void {
    const { queueArn } = this.queue;
    worker.addToRolePolicy(
      allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]),
    );
    worker.addToRolePolicy(allow(['sqs:SendMessage'], [this.deadLetters.queueArn]));
    worker.addEnvironment('DEAD_LETTERS_URL', this.deadLetters.queueUrl);
    worker.addEnvironment('MAX_RECEIVES', String(MAX_RECEIVES));
    // Named as CDK's event source would name it.
    worker.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(this.queue.node)}`, {
      eventSourceArn: queueArn,
      batchSize,
      reportBatchItemFailures: true,
    });
  }
}
