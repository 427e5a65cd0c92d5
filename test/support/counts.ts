import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, vi } from 'vitest';
import { awsClientOptions } from './aws.ts';
import { ask, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';
import { tableName } from './tables.ts';

/** A video's counts, as the API says them or as they follow from the rows. */
export interface Counts {
  readonly likeCount: number;
  readonly ratingCount: number;
  readonly ratingAverage: number | null;
}

export interface Engagement {
  readonly userId: string;
  readonly likedAt?: string;
  readonly stars?: number;
}

/** What the table says that people did with a video. */
export async function readEngagements(outputs: Outputs, videoId: string): Promise<Engagement[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(awsClientOptions(outputs)));
  const rows: Engagement[] = [];
  for await (const { Items = [] } of paginateScan(
    { client },
    {
      TableName: await tableName(outputs, 'Engagements'),
      FilterExpression: 'videoId = :videoId',
      ExpressionAttributeValues: { ':videoId': videoId },
      ConsistentRead: true,
    },
  ))
    rows.push(...(Items as Engagement[]));
  client.destroy();
  return rows;
}

export function recount(rows: readonly Engagement[]): Counts {
  const stars = rows.flatMap((row) => row.stars ?? []);
  return {
    likeCount: rows.filter(({ likedAt }) => likedAt !== undefined).length,
    ratingCount: stars.length,
    ratingAverage: stars.length === 0 ? null : stars.reduce((sum, one) => sum + one, 0) / stars.length,
  };
}

const COUNTS = 'query($id: ID!) { video(id: $id) { likeCount ratingCount ratingAverage reactionVersion } }';

export const ON_REACTIONS = /* GraphQL */ `
  subscription OnReactions($id: ID!) {
    onReactions(videoId: $id) {
      videoId
      likeCount
      ratingCount
      ratingAverage
      reactionVersion
    }
  }
`;

export async function readCounts(outputs: Outputs, identity: Identity, id: string) {
  const { video } = await ask<{ video: Counts & { reactionVersion: number } }>(outputs, identity, COUNTS, {
    id,
  });
  return video;
}

/** Waits until the video's counts have what is expected. */
export const counted = (
  outputs: Outputs,
  identity: Identity,
  id: string,
  expected: Partial<Counts>,
  milliseconds = 60_000,
) =>
  vi.waitFor(async () => {
    const counts = await readCounts(outputs, identity, id);
    expect(counts).toMatchObject(expected);
    return counts;
  }, milliseconds);

/** Changes a video's counts behind the back of whoever counts. */
export async function addToCounts(
  outputs: Outputs,
  id: string,
  { likeCount, ratingSum }: { readonly likeCount: number; readonly ratingSum: number },
): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(awsClientOptions(outputs)));
  await client.send(
    new UpdateCommand({
      TableName: await tableName(outputs, 'Videos'),
      Key: { id },
      UpdateExpression: 'ADD likeCount :likeCount, ratingSum :ratingSum',
      ExpressionAttributeValues: { ':likeCount': likeCount, ':ratingSum': ratingSum },
    }),
  );
  client.destroy();
}
