import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { OPEN_SHARDS } from '../../model/keys.ts';
import type { VideosTable } from '../shared/videos.ts';

/** Ids of the videos whose lease is over, those that have waited longest first; at most so many of each shard. */
export async function dueVideos(table: VideosTable, now: number, mostOfShard: number): Promise<string[]> {
  const shards = await Promise.all(OPEN_SHARDS.map((shard) => dueOf(table, shard, now, mostOfShard)));
  return shards
    .flat()
    .sort((a, b) => a.leaseUntil - b.leaseUntil)
    .map(({ id }) => id);
}

interface Due {
  readonly id: string;
  readonly leaseUntil: number;
}

async function dueOf(
  { client, name }: VideosTable,
  shard: string,
  now: number,
  most: number,
): Promise<Due[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      IndexName: 'byLease',
      KeyConditionExpression: '#open = :shard AND leaseUntil <= :now',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':shard': shard, ':now': now },
      Limit: most,
    },
  );
  const due: Due[] = [];
  for await (const { Items = [] } of pages) {
    due.push(...(Items as Due[]));
    if (due.length >= most) break;
  }
  return due.slice(0, most);
}
