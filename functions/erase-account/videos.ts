import { DeleteCommand, paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Progress, TimeLeft } from './progress.ts';

/**
 * Deletes a person's videos, in whatever state they are. The index may still name some that are gone: those are not
 * counted.
 */
export async function eraseVideos(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
  timeLeft: TimeLeft,
): Promise<Progress> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      IndexName: 'byOwner',
      KeyConditionExpression: 'ownerId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ProjectionExpression: 'id',
    },
  );
  let count = 0;
  for await (const { Items = [] } of pages) {
    for (const { id } of Items) {
      if (!timeLeft()) return { count, complete: false };
      const { Attributes } = await client.send(
        new DeleteCommand({ TableName: table, Key: { id: id as string }, ReturnValues: 'ALL_OLD' }),
      );
      if (Attributes) count += 1;
    }
  }
  return { count, complete: true };
}
