import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type _Record as StreamRecord,
  type DescribeStreamCommandOutput,
  type GetRecordsCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sortable } from '../../functions/count-engagement/cursors.ts';
import type { SeenChange } from './lost.ts';

/** A shard that is written to has no end: it is read until it has nothing for so many times in a row. */
const EMPTY_PAGES = 5;

/** All changes that a stream still has of these videos, by video. */
export async function readStream(
  client: DynamoDBStreamsClient,
  streamArn: string,
  videoIds: ReadonlySet<string>,
): Promise<Map<string, SeenChange[]>> {
  const changes = new Map<string, SeenChange[]>([...videoIds].map((id) => [id, []]));
  for await (const shardId of shards(client, streamArn))
    for await (const record of recordsOf(client, streamArn, shardId)) {
      const change = changeOf(shardId, record);
      if (change) changes.get(change.videoId)?.push(change);
    }
  return changes;
}

async function* shards(client: DynamoDBStreamsClient, StreamArn: string): AsyncGenerator<string> {
  let ExclusiveStartShardId: string | undefined;
  do {
    const { StreamDescription }: DescribeStreamCommandOutput = await client.send(
      new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId }),
    );
    for (const { ShardId } of StreamDescription?.Shards ?? []) if (ShardId) yield ShardId;
    ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
  } while (ExclusiveStartShardId);
}

async function* recordsOf(
  client: DynamoDBStreamsClient,
  StreamArn: string,
  ShardId: string,
): AsyncGenerator<StreamRecord> {
  const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
  for (let empty = 0; ShardIterator && empty < EMPTY_PAGES;) {
    const page: GetRecordsCommandOutput = await client.send(new GetRecordsCommand({ ShardIterator }));
    yield* page.Records ?? [];
    empty = page.Records?.length ? 0 : empty + 1;
    ShardIterator = page.NextShardIterator;
  }
}

function changeOf(shardId: string, { dynamodb = {} }: StreamRecord) {
  const { Keys, SequenceNumber, OldImage, NewImage } = dynamodb;
  const [videoId, userId] = [Keys?.['videoId']?.S, Keys?.['userId']?.S];
  if (!videoId || !userId || !SequenceNumber) return undefined;
  return {
    ...{ shardId, videoId, userId, sequence: sortable(SequenceNumber) },
    before: OldImage && unmarshall(OldImage as Marshalled),
    after: NewImage && unmarshall(NewImage as Marshalled),
  };
}

type Marshalled = Parameters<typeof unmarshall>[0];
