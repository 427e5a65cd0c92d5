import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { resourceNotFound } from '../errors.ts';
import { nameOf } from '../queues.ts';
import type { MoveTask } from '../store/move-rows.ts';
import type { SqsContext } from './context.ts';
import { inRange, required } from './target.ts';

interface MoveInput {
  readonly SourceArn?: string;
  readonly DestinationArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
  readonly MaxResults?: number;
  readonly TaskHandle?: string;
}

/** What who moves messages does to the queue that he moves them from. */
const ON_SOURCE = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
const MOST_TASKS = 10;

export function moveOperations({ queues, moves, authorize }: SqsContext): JsonOperations {
  const onWire = (task: MoveTask) => ({
    ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: queues.arnOf(task.source),
    DestinationArn: task.destination && queues.arnOf(task.destination),
    MaxNumberOfMessagesPerSecond: task.rate,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failure,
    StartedTimestamp: task.startedAt,
  });

  return {
    StartMessageMoveTask(input: MoveInput, call: AwsCall) {
      const { DestinationArn, MaxNumberOfMessagesPerSecond } = input;
      const SourceArn = required('SourceArn', input.SourceArn);
      const source = nameOf(SourceArn);
      for (const action of ON_SOURCE) authorize(source, action, call);
      const destinations = DestinationArn
        ? [nameOf(DestinationArn)]
        : queues.sourcesOf(source).map(({ name }) => name);
      for (const name of destinations) authorize(name, 'SendMessage', call);
      return { TaskHandle: moves.start(SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond) };
    },

    CancelMessageMoveTask(input: MoveInput, call: AwsCall) {
      const handle = required('TaskHandle', input.TaskHandle);
      authorize(moves.sourceOf(handle) ?? '*', 'CancelMessageMoveTask', call);
      return { ApproximateNumberOfMessagesMoved: moves.cancel(handle).moved };
    },

    ListMessageMoveTasks({ SourceArn = '', MaxResults = 1 }: MoveInput, call: AwsCall) {
      const name = nameOf(SourceArn);
      authorize(name, 'ListMessageMoveTasks', call);
      if (!queues.find(name) || SourceArn !== queues.arnOf(name))
        throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
      return { Results: moves.of(name, inRange('MaxResults', MaxResults, 1, MOST_TASKS)).map(onWire) };
    },
  };
}
