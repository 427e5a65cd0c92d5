import { AwsError } from '../../../runtime/errors.ts';
import type { QueueMessage } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { LambdaFunction } from '../function.ts';
import { failedMessages } from './batch-response.ts';
import type { Mapping } from './mapping.ts';
import { sqsEvent } from './sqs-event.ts';

/** Reads a queue for a function until it is stopped. */
export interface Poller {
  /** Receives nothing more and waits for the batches under way. */
  stop(): Promise<void>;
}

/** Most messages of one `ReceiveMessage`. */
const RECEIVE_MAX = 10;
const LONG_POLL_SECONDS = 20;
/** Wait after a refused receive or a throttled invocation, in milliseconds. */
const PAUSE_MS = 1000;

/** The long poll is woken inside the process, so a message starts its function at once. */
export function startPoller(mapping: Mapping, fn: LambdaFunction, runtime: Runtime): Poller {
  const { sqs, iam } = runtime.peers;
  const { definition, executor } = fn;
  const stopping = new AbortController();
  const { signal } = stopping;
  const batches = new Set<Promise<void>>();
  // Taken anew for each batch: a principal is cheap, and the role's trust is checked each time.
  const role = () => iam.assumeRole(definition.roleArn, 'lambda.amazonaws.com', definition.name);

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
        report(error);
        await pause(PAUSE_MS, signal);
      }
    }
  }

  function begin(messages: readonly QueueMessage[]): void {
    const batch = process(messages)
      .catch(report)
      .finally(() => batches.delete(batch));
    batches.add(batch);
  }

  /** One batch: the first messages to come, and what joins them within the batching window. */
  async function gather(caller: Principal): Promise<QueueMessage[]> {
    const receive = (max: number, waitSeconds: number) =>
      sqs.receiveMessages(mapping.queueArn, { max: Math.min(max, RECEIVE_MAX), waitSeconds, signal }, caller);
    const batch = await receive(mapping.batchSize, LONG_POLL_SECONDS);
    const end = Date.now() + mapping.batchingWindowMs;
    while (
      batch.length > 0 &&
      batch.length < mapping.batchSize &&
      mapping.batchingWindowMs > 0 &&
      !signal.aborted
    ) {
      const left = end - Date.now();
      if (left <= 0) break;
      batch.push(...(await receive(mapping.batchSize - batch.length, left / 1000)));
    }
    return batch;
  }

  async function process(messages: readonly QueueMessage[]): Promise<void> {
    const event = JSON.stringify(sqsEvent(messages, mapping.queueArn, runtime.region));
    const execution = await executor.execute(event, runtime.uuid());
    const count = messages.length === 1 ? '' : `, ${messages.length} messages`;
    if (execution.functionError) {
      // The messages stay in flight and come back when their visibility timeout ends.
      runtime.log.warn('lambda', `${definition.name} failed${count}: ${execution.failure}`);
      return;
    }
    const ids = messages.map(({ messageId }) => messageId);
    const failed = mapping.reportsItemFailures ? failedMessages(execution.payload, ids) : new Set<string>();
    runtime.log.step('lambda', `${definition.name} ${Math.round(execution.durationMs)} ms${count}`);
    if (failed.size > 0)
      runtime.log.warn('lambda', `${definition.name} gave back ${failed.size} of ${ids.length} messages`);
    const caller = role();
    for (const message of messages)
      if (!failed.has(message.messageId))
        await sqs.deleteMessage(mapping.queueArn, message.receiptHandle, caller);
  }

  function report(error: unknown): void {
    if (error instanceof AwsError)
      runtime.log.warn('lambda', `${definition.name}, event source: ${error.message}`);
    else runtime.log.fault('lambda', error);
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

/** Resolves after the time, or at once when stopped. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
