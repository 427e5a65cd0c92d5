import { setTimeout as pause } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AccountsTable } from './accounts.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Whether all of it was written; otherwise nothing was. */
export type Written =
  | { readonly written: true }
  /** Of each item whether its condition did not hold. Of none when others were writing the same rows, or too much. */
  | { readonly written: false; readonly refused: readonly boolean[] };

const REFUSED = 'ConditionalCheckFailed';
/** What another turn is for. */
const PASSING = ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

export async function transact(
  { client }: AccountsTable,
  TransactItems: readonly TransactItem[],
): Promise<Written> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: [...TransactItems] }));
    return { written: true };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
    if (!codes.every((code) => code === REFUSED || PASSING.includes(code))) throw error;
    return { written: false, refused: codes.map((code) => code === REFUSED) };
  }
}

const TURNS = 25;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 200;

/** Tries until something comes of it. Those who meet wait for different times, each longer than the last. */
export async function inTurns<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await pause(Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** turn));
  }
  throw new Error(`Others wrote the same rows ${TURNS} times.`);
}
