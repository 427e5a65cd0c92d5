import type { StreamsPeer } from '../../../../runtime/peers.ts';
import type { Principal } from '../../../../runtime/principal.ts';
import { openCursor } from './cursor.ts';
import { sequenceOf } from './event.ts';

/** The ids of the shards of a stream. */
export async function listShards(
  streams: StreamsPeer,
  streamArn: string,
  caller: Principal,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const { StreamDescription } = (await streams.call(
      'DescribeStream',
      { StreamArn: streamArn, ...(ExclusiveStartShardId && { ExclusiveStartShardId }) },
      caller,
    )) as {
      StreamDescription: { Shards: readonly { ShardId: string }[]; LastEvaluatedShardId?: string };
    };
    ids.push(...StreamDescription.Shards.map(({ ShardId }) => ShardId));
    ExclusiveStartShardId = StreamDescription.LastEvaluatedShardId;
  } while (ExclusiveStartShardId !== undefined);
  return ids;
}

/** The sequence number of the newest record of each shard, '' for one without records: where `LATEST` begins. */
export async function newestRecords(
  streams: StreamsPeer,
  streamArn: string,
  shardIds: readonly string[],
  caller: () => Principal,
): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>();
  for (const shardId of shardIds) {
    const cursor = openCursor(streams, { streamArn, shardId }, '', caller);
    let last = '';
    for (;;) {
      const record = (await cursor.read(1000)).at(-1);
      if (!record) break;
      last = sequenceOf(record);
    }
    newest.set(shardId, last);
  }
  return newest;
}
