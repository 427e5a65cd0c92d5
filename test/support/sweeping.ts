import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClientOptions } from './aws.ts';
import type { Rows } from './rows.ts';
import type { Outputs } from './stack.ts';
import { stackOutput } from './tables.ts';

/** Runs the sweeper as its schedule does. Throws what the function throws. */
export async function sweep(outputs: Outputs): Promise<void> {
  const { Payload, FunctionError } = await new LambdaClient(awsClientOptions(outputs)).send(
    new InvokeCommand({ FunctionName: await stackOutput(outputs, 'SweepFunctionName') }),
  );
  if (FunctionError) throw new Error(Buffer.from(Payload ?? []).toString());
}

/** Leases that are longer than a worker's at its work are of a video that waits for news. */
const LONG_MS = 120_000;

/** Makes a video one that was heard of long ago, if somebody is to come back to it and nobody is at work on it. */
export async function age(rows: Rows, id: string): Promise<void> {
  const row = await rows.get('Videos', { id });
  if (row?.['open'] === undefined || Number(row['leaseUntil']) < Date.now() + LONG_MS) return;
  await rows.set('Videos', { id }, { leaseUntil: 1, updatedAt: '2020-01-01T00:00:00.000Z' });
}
