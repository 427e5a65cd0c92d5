import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../../runtime/database.ts';
import { compareSequences } from './event.ts';

/**
 * How far each mapping has come in each shard: the sequence number of the last record that is done with, '' for
 * none. A shard that is read by several lanes has one for each of them.
 */
export interface Checkpoints {
  /** Whether the mapping has a place in the stream at all. */
  isPlaced(uuid: string, streamArn: string): boolean;
  /** Gives a mapping its first place in each shard. */
  place(uuid: string, streamArn: string, sequences: ReadonlyMap<string, string>): void;
  /** For each of so many lanes where it goes on; with another number of lanes than before, all go on with the last. */
  read(uuid: string, streamArn: string, shardId: string, lanes: number): readonly string[];
  write(uuid: string, streamArn: string, shardId: string, lane: number, sequence: string): void;
  /** Forgets a mapping. */
  remove(uuid: string): void;
}

export const CHECKPOINTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS stream_checkpoints (
    uuid TEXT NOT NULL, stream_arn TEXT NOT NULL, shard_id TEXT NOT NULL, lane INTEGER NOT NULL, sequence TEXT NOT NULL,
    PRIMARY KEY (uuid, stream_arn, shard_id, lane)
  ) STRICT;`;

export function createCheckpoints(database: DatabaseSync): Checkpoints {
  const any = database.prepare('SELECT 1 FROM stream_checkpoints WHERE uuid = ? AND stream_arn = ? LIMIT 1');
  const ofShard = database.prepare(
    'SELECT sequence FROM stream_checkpoints WHERE uuid = ? AND stream_arn = ? AND shard_id = ? ORDER BY lane',
  );
  const forgetShard = database.prepare(
    'DELETE FROM stream_checkpoints WHERE uuid = ? AND stream_arn = ? AND shard_id = ?',
  );
  const put = database.prepare('INSERT OR REPLACE INTO stream_checkpoints VALUES (?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM stream_checkpoints WHERE uuid = ?');

  return {
    isPlaced: (uuid, streamArn) => any.get(uuid, streamArn) !== undefined,
    place(uuid, streamArn, sequences) {
      transaction(database, () => {
        for (const [shardId, sequence] of sequences) put.run(uuid, streamArn, shardId, 0, sequence);
      });
    },
    read(uuid, streamArn, shardId, lanes) {
      const known = ofShard.all(uuid, streamArn, shardId).map((row) => String(row['sequence']));
      if (known.length === lanes) return known;
      const last = known.toSorted(compareSequences)[0] ?? '';
      transaction(database, () => {
        forgetShard.run(uuid, streamArn, shardId);
        for (let lane = 0; lane < lanes; lane += 1) put.run(uuid, streamArn, shardId, lane, last);
      });
      return Array.from({ length: lanes }, () => last);
    },
    write: (uuid, streamArn, shardId, lane, sequence) =>
      void put.run(uuid, streamArn, shardId, lane, sequence),
    remove: (uuid) => void forget.run(uuid),
  };
}
