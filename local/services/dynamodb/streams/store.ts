import { hash } from 'node:crypto';
import type { Runtime } from '../../../runtime/runtime.ts';
import { AwsError } from '../../../runtime/errors.ts';
import type { KeyElement, Row } from '../dynalite.ts';
import type { Change } from '../overlay.ts';
import type { Storage } from '../storage.ts';
import type { TableDescription } from '../table.ts';
import { sameValue } from '../same-value.ts';
import { createRecord, type StreamRecord, type StreamViewType } from './record.ts';
import { sequenceNumber, sequenceValue, shardOf, shards, type Shard } from './shards.ts';

/** A stream of a table: of the one that streams now, or of one that was switched off less than a day ago. */
export interface Stream {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeyElement[];
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** When it was switched off, in milliseconds since the epoch. It takes no more records then. */
  readonly disabled?: number;
  readonly shards: readonly Shard[];
}

/** What one commit adds to the streams. */
export interface Recorded {
  /** To be committed in one batch with the write itself. */
  readonly rows: readonly Row[];
  /** To be called after the commit. */
  announce(): void;
}

export interface Streams {
  all(): readonly Stream[];
  find(arn: string): Stream | undefined;
  /** A new stream for a table: rows to commit with the table's own, which then names it as its latest. */
  enable(table: TableDescription, viewType: StreamViewType): { readonly stream: Stream; readonly row: Row };
  disable(arn: string): readonly Row[];
  /** To be called when the row of `enable` or `disable` is committed. */
  apply(rows: readonly Row[]): void;
  record(changes: readonly Change[]): Recorded;
  /** Up to `count` records after a sequence number, the oldest first. */
  read(stream: Stream, shard: Shard, after: string, count: number): Promise<readonly StreamRecord[]>;
  /** The sequence number of the last record committed to a shard, or what comes before its first. */
  latest(stream: Stream, shard: Shard): Promise<string>;
  /** Forgets what is older than a day. Looks for it once a minute, however often it is called. */
  trim(): Promise<void>;
  /** Resolves at the next commit to a stream, or when `signal` aborts. */
  changed(arn: string, signal: AbortSignal): Promise<void>;
}

const STREAM_ROWS = 'stream~';
const recordRows = (stream: Stream, shard: Shard) => `record~${stream.table}/${stream.label}~${shard.id}~`;

/** How long a record can be read. */
const LIFETIME_MS = 24 * 3600 * 1000;
const TRIM_INTERVAL_MS = 60 * 1000;

interface StoredRecord {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly record: StreamRecord;
}

export async function openStreams(runtime: Runtime, storage: Storage): Promise<Streams> {
  const { clock } = runtime;
  const streams = new Map<string, Stream>();
  const listeners = new Map<string, Set<() => void>>();
  for await (const some of storage.chunks<Stream>(STREAM_ROWS))
    for (const stream of some) streams.set(stream.arn, stream);
  /** By shard, the sequence number of the last record that is committed, where this process knows one. */
  const newest = new Map<string, string>();
  /** One count for all streams, so that it never goes back, whatever is trimmed. */
  let sequence = 0n;
  let trimmedAt = -Infinity;
  const latest = async (stream: Stream, shard: Shard) => {
    const prefix = recordRows(stream, shard);
    for await (const [last] of storage.chunks<StoredRecord>(prefix, { reverse: true, limit: 1 }))
      return last!.record.dynamodb.SequenceNumber;
    return shard.trimmed;
  };
  for (const stream of streams.values())
    for (const shard of stream.shards) {
      const last = sequenceValue(shard.ended ?? (await latest(stream, shard)));
      if (last > sequence) sequence = last;
    }

  const apply = (rows: readonly Row[]) => {
    for (const row of rows)
      if (row.type === 'put') streams.set((row.value as Stream).arn, row.value as Stream);
      else streams.delete(row.key.slice(STREAM_ROWS.length));
  };
  const put = (stream: Stream): Row => ({ type: 'put', key: STREAM_ROWS + stream.arn, value: stream });
  const streamOf = (table: string) =>
    [...streams.values()].find((stream) => stream.table === table && stream.disabled === undefined);

  async function trimStream(arn: string, before: number): Promise<void> {
    for (const { id } of streams.get(arn)!.shards) await trimShard(arn, id, before);
    const { disabled } = streams.get(arn)!;
    if (disabled === undefined || disabled > before) return;
    const row: Row = { type: 'del', key: STREAM_ROWS + arn };
    apply([row]);
    await storage.commit([row]);
  }

  /** A part at a time: a day may have been long. */
  async function trimShard(arn: string, id: string, before: number): Promise<void> {
    const prefix = recordRows(
      streams.get(arn)!,
      streams.get(arn)!.shards.find((one) => one.id === id)!,
    );
    for await (const some of storage.chunks<StoredRecord>(prefix)) {
      const old = some.filter(({ at }) => at <= before).map(({ record }) => record.dynamodb.SequenceNumber);
      const trimmed = old.at(-1);
      if (trimmed === undefined) return;
      const stream = streams.get(arn)!;
      const left = stream.shards.map((one) => (one.id === id ? { ...one, trimmed } : one));
      const row = put({ ...stream, shards: left });
      apply([row]);
      await storage.commit([...old.map((number): Row => ({ type: 'del', key: prefix + number })), row]);
      if (old.length < some.length) return;
    }
  }

  return {
    all: () => [...streams.values()],
    find: (arn) => streams.get(arn),
    apply,
    latest,

    enable({ TableName, TableArn, KeySchema }, viewType) {
      let created = clock.now();
      const arn = () => `${TableArn}/stream/${labelOf(created)}`;
      while (streams.has(arn())) created++;
      const stream: Stream = {
        arn: arn(),
        label: labelOf(created),
        table: TableName,
        viewType,
        keySchema: KeySchema,
        created,
        shards: shards(created, sequenceNumber(++sequence)),
      };
      return { stream, row: put(stream) };
    },

    disable(arn) {
      const stream = streams.get(arn);
      if (!stream || stream.disabled !== undefined) return [];
      const ended = sequenceNumber(++sequence);
      return [
        put({ ...stream, disabled: clock.now(), shards: stream.shards.map((one) => ({ ...one, ended })) }),
      ];
    },

    record(changes) {
      const rows: Row[] = [];
      const touched = new Set<string>();
      const last = new Map<string, string>();
      for (const change of changes) {
        const stream = streamOf(change.table);
        if (!stream || sameValue(change.before, change.after)) continue;
        const { viewType, keySchema } = stream;
        const now = clock.now();
        const number = sequenceNumber(++sequence);
        const id = hash('md5', `${stream.arn}|${number}`, 'hex');
        const record = createRecord(change, {
          ...{ id, region: runtime.region, keySchema, viewType, sequenceNumber: number, now },
        });
        const shardRows = recordRows(stream, shardOf(stream.shards, change.key));
        last.set(shardRows, number);
        rows.push({
          type: 'put',
          key: shardRows + number,
          value: { at: now, record } satisfies StoredRecord,
        });
        touched.add(stream.arn);
      }
      return {
        rows,
        announce: () => {
          for (const [shardRows, number] of last)
            if (number > (newest.get(shardRows) ?? '')) newest.set(shardRows, number);
          for (const arn of touched) for (const listener of [...(listeners.get(arn) ?? [])]) listener();
        },
      };
    },

    async read(stream, shard, after, count) {
      // Whoever waits for a stream asks all of its shards again at each commit to one of them.
      const last = newest.get(recordRows(stream, shard));
      if (last !== undefined && after >= last) return [];
      const found: StreamRecord[] = [];
      const range = { gt: after, limit: count };
      for await (const some of storage.chunks<StoredRecord>(recordRows(stream, shard), range))
        found.push(...some.map(({ record }) => record));
      return found;
    },

    async trim() {
      const now = clock.now();
      if (Math.abs(now - trimmedAt) < TRIM_INTERVAL_MS) return;
      trimmedAt = now;
      for (const { arn } of streams.values()) await trimStream(arn, now - LIFETIME_MS);
    },

    changed: (arn, signal) =>
      new Promise((resolve) => {
        const waiting = listeners.get(arn) ?? new Set();
        listeners.set(arn, waiting);
        const done = () => {
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      }),
  };
}

/** The label of a stream is the time it was switched on; it names the stream for good. */
const labelOf = (created: number) => new Date(created).toISOString().replace('Z', '');

export const streamNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
