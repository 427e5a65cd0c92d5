import type { AwsCall } from '../../../runtime/service.ts';
import type { Holding } from '../holding.ts';
import type { MoveTasks } from '../move-tasks.ts';
import type { Queues } from '../queues.ts';
import type { Receiving } from '../receiving.ts';
import type { Sending } from '../sending.ts';

/** What the operations of the API work with. */
export interface SqsContext {
  readonly queues: Queues;
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly holding: Holding;
  readonly moves: MoveTasks;
  readonly accountId: string;
  readonly urlOf: (name: string) => string;
  /** All of it in one commit. */
  readonly atomically: <T>(work: () => T) => T;
  /** Asks IAM whether the caller may do `action` to the queue of that name. */
  readonly authorize: (name: string, action: string, call: AwsCall) => void;
}

export interface QueueInput {
  readonly QueueUrl?: string;
}
