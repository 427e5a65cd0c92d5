import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../../runtime/database.ts';
import { compareSequences } from './event.ts';
import type { OpenWindow, WindowState } from './windows.ts';

/**
 * How far each mapping has come in each shard: the sequence number of the last record that is done with, '' for
 * none. A shard that is read by several lanes has one for each of them; one that is read in windows, the open one.
 */
export interface Checkpoints {
  /** Whether the mapping has a place in the stream at all. */
  isPlaced(uuid: string, streamArn: string): boolean;
  /** Gives a mapping its first place in each shard. */
  place(uuid: string, streamArn: string, sequences: ReadonlyMap<string, string>): void;
  /** For each of so many lanes where it goes on; with another number of lanes than before, all go on with the last. */
  read(uuid: string, streamArn: string, shardId: string, lanes: number): readonly string[];
  /** @param window what is open from now on, kept together with the place; without it, what was open stays so */
  write(
    uuid: string,
    streamArn: string,
    shardId: string,
    lane: number,
    sequence: string,
    window?: OpenWindow,
  ): void;
  window(uuid: string, streamArn: string, shardId: string): OpenWindow | undefined;
  closeWindow(uuid: string, streamArn: string, shardId: string): void;
  /** Forgets a mapping. */
  remove(uuid: string): void;
}

export const CHECKPOINTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS stream_checkpoints (
    uuid TEXT NOT NULL, stream_arn TEXT NOT NULL, shard_id TEXT NOT NULL, lane INTEGER NOT NULL, sequence TEXT NOT NULL,
    PRIMARY KEY (uuid, stream_arn, shard_id, lane)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS stream_windows (
    uuid TEXT NOT NULL, stream_arn TEXT NOT NULL, shard_id TEXT NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (uuid, stream_arn, shard_id)
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
  const readWindow = database.prepare(
    'SELECT starts_at, ends_at, state FROM stream_windows WHERE uuid = ? AND stream_arn = ? AND shard_id = ?',
  );
  const putWindow = database.prepare('INSERT OR REPLACE INTO stream_windows VALUES (?, ?, ?, ?, ?, ?)');
  const closeWindow = database.prepare(
    'DELETE FROM stream_windows WHERE uuid = ? AND stream_arn = ? AND shard_id = ?',
  );
  const forgetWindows = database.prepare('DELETE FROM stream_windows WHERE uuid = ?');

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
    write(uuid, streamArn, shardId, lane, sequence, window) {
      transaction(database, () => {
        put.run(uuid, streamArn, shardId, lane, sequence);
        if (!window) return;
        const { start, end, state } = window;
        putWindow.run(uuid, streamArn, shardId, start, end, JSON.stringify(state));
      });
    },
    window(uuid, streamArn, shardId) {
      const row = readWindow.get(uuid, streamArn, shardId);
      if (!row) return undefined;
      const state = JSON.parse(String(row['state'])) as WindowState;
      return { start: Number(row['starts_at']), end: Number(row['ends_at']), state };
    },
    closeWindow: (uuid, streamArn, shardId) => void closeWindow.run(uuid, streamArn, shardId),
    remove(uuid) {
      transaction(database, () => {
        forget.run(uuid);
        forgetWindows.run(uuid);
      });
    },
  };
}
