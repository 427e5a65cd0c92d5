import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ORDERS_PER_DAY } from '../../../model/limits.ts';
import { ordersOfDay } from '../../../model/payment-keys.ts';
import type { AccountsTable } from './accounts.ts';

const DAY_MS = 86_400_000;

/**
 * Counts an order that is about to be made. One at a time, and before the provider is asked: however many calls come at
 * once, no more of them than that get through to it.
 *
 * @param now epoch milliseconds
 * @returns whether one more may be made on this day (UTC)
 */
export async function countOrder(accounts: AccountsTable, userId: string, now: number): Promise<boolean> {
  try {
    await accounts.client.send(
      new UpdateCommand({
        ...rowOf(accounts, userId, now),
        UpdateExpression: 'SET forgetAt = :then ADD begun :one',
        ConditionExpression: 'attribute_not_exists(begun) OR begun < :most',
        ExpressionAttributeValues: {
          ':one': 1,
          ':most': ORDERS_PER_DAY,
          // DynamoDB deletes it some time after its day.
          ':then': Math.ceil((now + 2 * DAY_MS) / 1_000),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Takes back what was counted at this moment: no order came of it. */
export async function uncountOrder(accounts: AccountsTable, userId: string, now: number): Promise<void> {
  await accounts.client.send(
    new UpdateCommand({
      ...rowOf(accounts, userId, now),
      UpdateExpression: 'ADD begun :less',
      ExpressionAttributeValues: { ':less': -1 },
    }),
  );
}

const rowOf = ({ name }: AccountsTable, userId: string, now: number) => ({
  TableName: name,
  Key: { userId, record: ordersOfDay(new Date(now).toISOString().slice(0, 10)) },
});
