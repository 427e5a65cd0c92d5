import { createHash } from 'node:crypto';

/** One of the parts of a stream. All records of one partition key are in one shard, in order. */
export interface Shard {
  readonly id: string;
  /** Number of the first record that it may hold. */
  readonly started: string;
  /** Number of the last record that was forgotten; just before `started` when none was. */
  readonly trimmed: string;
  /** Set when the stream was switched off: no record follows. */
  readonly ended?: string;
}

/** As many as a new table on demand has partitions. They never split. */
const SHARDS = 4;

/** Twenty-one digits at least; of one length here, so that their order as texts is their order as numbers. */
export const sequenceNumber = (value: bigint): string => `1${String(value).padStart(24, '0')}00000`;
export const sequenceValue = (text: string): bigint => BigInt(text.slice(1, 25));

/** @param created milliseconds since the epoch */
export function shards(created: number, started: string): readonly Shard[] {
  const trimmed = sequenceNumber(sequenceValue(started) - 1n);
  return Array.from({ length: SHARDS }, (_, index) => {
    const hash = createHash('sha256').update(`${started}/${index}`).digest('hex').slice(0, 8);
    return { id: `shardId-${String(created + index).padStart(20, '0')}-${hash}`, started, trimmed };
  });
}

/** The shard of an item by dynalite's key, which begins with six hexadecimal digits of its partition key's hash. */
export function shardOf(all: readonly Shard[], key: string): Shard {
  return all[Math.floor((Number.parseInt(key.slice(0, 6), 16) / 0x1000000) * all.length)]!;
}
