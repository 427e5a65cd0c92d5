import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteCommand,
  paginateQuery,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import type { Progress, TimeLeft } from './progress.ts';

type Key = Pick<EngagementRow, 'userId' | 'videoId'>;

/** DynamoDB's own limit of one batch. */
const KEYS_PER_CALL = 25;
/** Waits before what a batch left is sent again, in milliseconds. */
const DELAYS = [50, 100, 200, 400, 800, 1_600, 3_200];

/** Deletes all that a person did with videos. */
export async function eraseEngagements(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
  timeLeft: TimeLeft,
): Promise<Progress> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ProjectionExpression: 'userId, videoId',
      ConsistentRead: true,
    },
  );
  let count = 0;
  for await (const { Items = [] } of pages) {
    for (let from = 0; from < Items.length; from += KEYS_PER_CALL) {
      if (!timeLeft()) return { count, complete: false };
      const keys = Items.slice(from, from + KEYS_PER_CALL) as Key[];
      await deleteBatch(client, table, keys);
      count += keys.length;
    }
  }
  return { count, complete: true };
}

/** Throws when DynamoDB leaves some of them time and again: nothing is lost, the next call finds them. */
async function deleteBatch(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<void> {
  let left: BatchWriteCommandOutput['UnprocessedItems'] = {
    [table]: keys.map((Key) => ({ DeleteRequest: { Key } })),
  };
  for (const delay of [0, ...DELAYS]) {
    await sleep(delay);
    ({ UnprocessedItems: left } = await client.send(new BatchWriteCommand({ RequestItems: left })));
    if (!left || Object.keys(left).length === 0) return;
  }
  throw new Error('DynamoDB is too busy to delete. Please call again.');
}
