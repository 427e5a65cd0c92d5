import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CHECK_SHARDS, orderIdOf, orderRecord } from '../../../model/payment-keys.ts';
import type { AccountsTable } from './accounts.ts';

/** An order that may have been paid without our having heard of it. */
export interface DueOrder {
  readonly userId: string;
  readonly orderId: string;
}

/**
 * Orders that the provider is to be asked about by now, those that are due longest first. The index may lag behind: what it
 * names is to be read before it is believed.
 *
 * @param now epoch milliseconds
 * @param most of each shard
 */
export async function dueOrders(
  { client, name }: AccountsTable,
  now: number,
  most: number,
): Promise<readonly DueOrder[]> {
  const shards = await Promise.all(
    CHECK_SHARDS.map(async (shard) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'byCheck',
          KeyConditionExpression: '#open = :shard AND checkAt <= :now',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          Limit: most,
        }),
      );
      return Items as { userId: string; record: string; checkAt: number }[];
    }),
  );
  return shards
    .flat()
    .toSorted((a, b) => a.checkAt - b.checkAt)
    .map(({ userId, record }) => ({ userId, orderId: orderIdOf(record) }));
}

/**
 * Has the provider asked about an order later; never again when `checkAt` is undefined. One that was paid meanwhile is left
 * alone.
 *
 * @param checkAt epoch milliseconds
 */
export async function postponeCheck(
  { client, name }: AccountsTable,
  { userId, orderId }: DueOrder,
  checkAt: number | undefined,
): Promise<void> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: { userId, record: orderRecord(orderId) },
        ...(checkAt === undefined
          ? { UpdateExpression: 'REMOVE #open, checkAt' }
          : { UpdateExpression: 'SET checkAt = :at', ExpressionAttributeValues: { ':at': checkAt } }),
        ConditionExpression: 'attribute_exists(#open)',
        ExpressionAttributeNames: { '#open': 'open' },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
