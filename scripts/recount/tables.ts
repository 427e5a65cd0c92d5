import { ConditionalCheckFailedException, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { GetCommand, paginateScan, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { VideoRow } from '../../model/video-row.ts';
import type { SeenChange } from './lost.ts';
import { readStream } from './read-stream.ts';
import { COUNTS, type Image, type Tally } from './tally.ts';

/** The row of a video, with what a recount notes in it. */
export type CountedVideo = VideoRow & { readonly recountedAt?: string };

/** What a recount reads and writes. */
export interface CountTables {
  /** Of all videos what their counts are. */
  videos(): AsyncIterable<Pick<VideoRow, 'id' | (typeof COUNTS)[number]> & Image>;
  video(id: string): Promise<CountedVideo | undefined>;
  engagements(): AsyncIterable<Image>;
  changes(videoIds: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly SeenChange[]>>;
  /** Adds to a video's counts. False when somebody else has recounted it since it was read, or it is gone. */
  add(video: CountedVideo, lost: Tally, at: string): Promise<boolean>;
}

export interface CountTablesOptions {
  readonly client: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
  /** Their physical names. */
  readonly videos: string;
  readonly engagements: string;
}

export function countTables({ client, streams, videos, engagements }: CountTablesOptions): CountTables {
  async function* scan(TableName: string, attributes: readonly string[]): AsyncGenerator<Image> {
    const pages = paginateScan(
      { client },
      {
        ...{ TableName, ConsistentRead: true },
        ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      },
    );
    for await (const { Items = [] } of pages) yield* Items;
  }
  return {
    videos: () => scan(videos, ['id', ...COUNTS]) as AsyncIterable<VideoRow & Image>,
    async video(id) {
      const { Item } = await client.send(
        new GetCommand({ TableName: videos, Key: { id }, ConsistentRead: true }),
      );
      return Item as CountedVideo | undefined;
    },
    engagements: () => scan(engagements, ['userId', 'videoId', 'likedAt', 'stars']),
    async changes(videoIds) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: engagements }));
      return readStream(streams, Table!.LatestStreamArn!, videoIds);
    },
    async add({ id, recountedAt }, { likes, ratingSum, ratings }, at) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: videos,
            Key: { id },
            UpdateExpression:
              'ADD likeCount :likes, ratingSum :ratingSum, ratingCount :ratings, reactionVersion :one SET recountedAt = :at',
            ConditionExpression: `attribute_exists(id) AND ${recountedAt === undefined ? 'attribute_not_exists(recountedAt)' : 'recountedAt = :before'}`,
            ExpressionAttributeValues: {
              ...{ ':likes': likes, ':ratingSum': ratingSum, ':ratings': ratings, ':one': 1, ':at': at },
              ...(recountedAt !== undefined && { ':before': recountedAt }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
