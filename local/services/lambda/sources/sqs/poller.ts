import { AwsError } from '../../../../runtime/errors.ts';
import type { QueueMessage } from '../../../../runtime/peers.ts';
import type { Principal } from '../../../../runtime/principal.ts';
import type { Execution } from '../../execution/executor.ts';
import { roleOf } from '../../function.ts';
import { failedItems } from '../batch-response.ts';
import { pause } from '../pause.ts';
import { reportBatch, reportFault, type Poller, type PollerOptions } from '../poller.ts';
import { sqsEvent, sqsRecord } from './event.ts';

/** Most messages of one `ReceiveMessage`. */
const RECEIVE_MAX = 10;
const LONG_POLL_SECONDS = 20;
/** Wait after a receive that was refused, or that ended before its time with nothing, in milliseconds. */
const PAUSE_MS = 1000;
/** Waits between the attempts of a batch whose function is throttled: from, and at most, in milliseconds. */
const THROTTLE_PAUSE_MS = { first: 100, most: 5000 };

/** The long poll is woken inside the process, so a message starts its function at once. */
export function startQueuePoller(options: PollerOptions): Poller {
  const { mapping, runtime, functions } = options;
  const { sqs } = runtime.peers;
  const stopping = new AbortController();
  const { signal } = stopping;
  const batches = new Set<Promise<void>>();
  const find = () => functions.find(mapping.functionName);
  // Taken anew for each batch: a principal is cheap, and the role's trust is checked each time.
  const role = () => roleOf(runtime, find().version.definition);

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      if (batches.size >= mapping.concurrency) {
        await Promise.race(batches);
        continue;
      }
      try {
        const messages = await gather(role());
        if (messages.length > 0) begin(messages);
      } catch (error) {
        reportFault(options, error);
        await pause(PAUSE_MS, signal);
      }
    }
  }

  function begin(messages: readonly QueueMessage[]): void {
    const batch = process(messages)
      .catch((error: unknown) => reportFault(options, error))
      .finally(() => batches.delete(batch));
    batches.add(batch);
  }

  /** One batch: the first messages to come, and what joins them within the batching window. */
  async function gather(caller: Principal): Promise<QueueMessage[]> {
    const batch = await receive(mapping.batchSize, LONG_POLL_SECONDS, caller);
    const end = performance.now() + mapping.batchingWindowMs;
    while (batch.length > 0 && batch.length < mapping.batchSize && !signal.aborted) {
      const left = end - performance.now();
      if (left <= 0) break;
      batch.push(...(await receive(mapping.batchSize - batch.length, left / 1000, caller)));
    }
    return batch;
  }

  /** Messages that pass the filter; the others are deleted, as Lambda does. */
  async function receive(max: number, waitSeconds: number, caller: Principal): Promise<QueueMessage[]> {
    const request = { max: Math.min(max, RECEIVE_MAX), waitSeconds, signal };
    const asked = performance.now();
    const messages = await sqs.receiveMessages(mapping.sourceArn, request, caller);
    if (messages.length === 0) await sitOut(asked + waitSeconds * 1000);
    const { filter } = mapping;
    if (!filter) return messages;
    const wanted: QueueMessage[] = [];
    for (const message of messages)
      if (filter.matches(sqsRecord(message, mapping.sourceArn, runtime.region))) wanted.push(message);
      else await sqs.deleteMessage(mapping.sourceArn, message.receiptHandle, caller);
    return wanted;
  }

  /** A queue that says at once that it has nothing, because it is closing perhaps, is not asked at once again. */
  async function sitOut(end: number): Promise<void> {
    const left = end - performance.now();
    if (left > 0) await pause(Math.min(left, PAUSE_MS), signal);
  }

  async function process(messages: readonly QueueMessage[]): Promise<void> {
    const execution = await execute(messages);
    // Throttled for as long as the messages were hidden: they are back in the queue.
    if (!execution) return;
    const { name } = find().fn;
    reportBatch(options, name, execution, messages.length);
    // The messages stay in flight and come back when their visibility timeout ends.
    if (execution.functionError) return;
    const ids = messages.map(({ messageId }) => messageId);
    const failed = mapping.reportsItemFailures ? failedItems(execution.payload, ids) : new Set<string>();
    if (failed.size > 0)
      runtime.log.warn('lambda', `${name} gave back ${failed.size} of ${ids.length} messages`);
    const caller = role();
    for (const message of messages)
      if (!failed.has(message.messageId))
        await sqs.deleteMessage(mapping.sourceArn, message.receiptHandle, caller);
  }

  /** A throttled function is tried again until the messages are visible again. */
  async function execute(messages: readonly QueueMessage[]): Promise<Execution | undefined> {
    const payload = JSON.stringify(sqsEvent(messages, mapping.sourceArn, runtime.region));
    const received = performance.now();
    let delay = THROTTLE_PAUSE_MS.first;
    while (!signal.aborted) {
      const { version, arn } = find();
      try {
        return await version.executor.execute({ payload, requestId: runtime.uuid(), invokedArn: arn });
      } catch (error) {
        if (!(error instanceof AwsError) || error.status !== 429) throw error;
      }
      const { VisibilityTimeout } = await sqs.queueAttributes(mapping.sourceArn, role());
      if (performance.now() + delay - received >= Number(VisibilityTimeout) * 1000) return undefined;
      await pause(delay, signal);
      delay = Math.min(delay * 2, THROTTLE_PAUSE_MS.most);
    }
    return undefined;
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
      await Promise.all(batches);
    },
  };
}
