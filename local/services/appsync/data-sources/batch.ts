import type { Batches, DataSourceAnswer } from './data-source.ts';

interface Batch {
  readonly payloads: unknown[];
  readonly answers: Promise<readonly DataSourceAnswer[]>;
  readonly send: () => void;
}

/**
 * Adds a payload to the batch of its step and waits for its own part of the answer. A batch leaves when
 * it is full, or when the event loop turns: the siblings of a list ask within one turn.
 */
export async function joinBatch(
  batches: Batches,
  stepId: string,
  size: number,
  payload: unknown,
  invoke: (payloads: readonly unknown[]) => Promise<readonly DataSourceAnswer[]>,
): Promise<DataSourceAnswer> {
  const open = batches.get(stepId) as Batch | undefined;
  const batch = open ?? openBatch(batches, stepId, invoke);
  const index = batch.payloads.push(payload) - 1;
  if (batch.payloads.length >= size) batch.send();
  const answers = await batch.answers;
  return answers[index]!;
}

function openBatch(
  batches: Batches,
  stepId: string,
  invoke: (payloads: readonly unknown[]) => Promise<readonly DataSourceAnswer[]>,
): Batch {
  const payloads: unknown[] = [];
  const { promise: full, resolve } = Promise.withResolvers<void>();
  const send = () => {
    batches.delete(stepId);
    resolve();
  };
  const timer = setImmediate(send);
  const batch: Batch = {
    payloads,
    answers: full.then(() => invoke(payloads)),
    send: () => {
      clearImmediate(timer);
      send();
    },
  };
  batches.set(stepId, batch);
  return batch;
}
