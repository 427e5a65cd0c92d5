import { AwsError } from '../../../../runtime/errors.ts';
import type { StreamsPeer } from '../../../../runtime/peers.ts';
import type { Principal } from '../../../../runtime/principal.ts';
import { sequenceOf, type StreamRecord } from './event.ts';

/** Reads one shard forwards, from record to record. */
export interface Cursor {
  /** What comes next, up to `limit` records; none when the end is reached for now. */
  read(limit: number): Promise<readonly StreamRecord[]>;
  /** True once a shard that takes no more records has been read to its end. */
  readonly isOver: boolean;
}

/** @param after the sequence number of the last record that was read; '' for the oldest that there is */
export function openCursor(
  streams: StreamsPeer,
  shard: { readonly streamArn: string; readonly shardId: string },
  after: string,
  caller: () => Principal,
): Cursor {
  let position = after;
  let iterator: string | undefined;
  let isOver = false;

  async function newIterator(): Promise<string> {
    const input = {
      StreamArn: shard.streamArn,
      ShardId: shard.shardId,
      ...(position === ''
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }),
    };
    const output = (await streams.call('GetShardIterator', input, caller())) as { ShardIterator: string };
    return output.ShardIterator;
  }

  return {
    get isOver() {
      return isOver;
    },
    async read(limit) {
      try {
        iterator ??= await newIterator();
        const output = (await streams.call(
          'GetRecords',
          { ShardIterator: iterator, Limit: Math.min(limit, 1000) },
          caller(),
        )) as { Records: readonly StreamRecord[]; NextShardIterator?: string };
        iterator = output.NextShardIterator;
        isOver = iterator === undefined;
        const last = output.Records.at(-1);
        if (last) position = sequenceOf(last);
        return output.Records;
      } catch (error) {
        // Whatever went wrong, the next attempt begins with a fresh iterator.
        iterator = undefined;
        // What it stood at is older than a day and gone: the oldest that is left comes next.
        if (error instanceof AwsError && error.code === 'TrimmedDataAccessException') position = '';
        throw error;
      }
    },
  };
}
