import { AwsError } from '../../../runtime/errors.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { asDynamoDb, authorizeAll } from '../authorization.ts';
import { checkInput, validationError, type Request, type Store } from '../dynalite.ts';
import type { Operation } from '../operations.ts';
import { assertFresh, formatIterator, parseIterator, type ShardIterator } from './iterator.ts';
import type { StreamRecord } from './record.ts';
import type { Shard } from './shards.ts';
import { streamNotFound, type Stream, type Streams } from './store.ts';
import { rules, type StreamOperation } from './rules.ts';

/** What one answer of `GetRecords` holds at most, in bytes. */
const PAGE_SIZE = 1024 * 1024;
const MOST_RECORDS = 1000;

/** The API of DynamoDB Streams. Each operation checks its input, then asks IAM, then acts. */
export function createStreamOperations(
  runtime: Runtime,
  streams: Streams,
  store: Store,
): Readonly<Record<StreamOperation, Operation>> {
  const parse = (operation: StreamOperation, input: unknown) =>
    checkInput({ types: rules[operation] }, input, store);

  const open = async (arn: string, action: StreamOperation, caller: Principal): Promise<Stream> => {
    asDynamoDb(() => runtime.peers.iam.authorize({ caller, action: `dynamodb:${action}`, resource: arn }));
    await streams.trim();
    const stream = streams.find(arn);
    if (!stream) throw streamNotFound(arn);
    return stream;
  };

  const shardIn = (stream: Stream, id: unknown): Shard => {
    const shard = stream.shards.find((one) => one.id === id);
    if (!shard)
      throw new AwsError(
        'ResourceNotFoundException',
        `Requested resource not found: Shard: ${String(id)} in Stream: ${stream.arn} not found`,
      );
    return shard;
  };

  return {
    async ListStreams(input, caller) {
      const { TableName, Limit = 100, ExclusiveStartStreamArn } = parse('ListStreams', input);
      authorizeAll(runtime, caller, 'ListStreams');
      await streams.trim();
      const all = streams
        .all()
        .filter((stream) => TableName === undefined || stream.table === TableName)
        .toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
      const { page, last } = pageOf(all, Number(Limit), (one) =>
        ExclusiveStartStreamArn === undefined ? true : one.arn > String(ExclusiveStartStreamArn),
      );
      return {
        Streams: page.map(({ arn, table, label }) => ({
          StreamArn: arn,
          TableName: table,
          StreamLabel: label,
        })),
        ...(last && { LastEvaluatedStreamArn: last.arn }),
      };
    },

    async DescribeStream(input, caller) {
      const { StreamArn, Limit = 100, ExclusiveStartShardId, ShardFilter } = parse('DescribeStream', input);
      const stream = await open(String(StreamArn), 'DescribeStream', caller);
      // Shards never split here, so that none has children.
      const shards = ShardFilter === undefined ? stream.shards : [];
      const { page, last } = pageOf(shards, Number(Limit), (one) =>
        ExclusiveStartShardId === undefined ? true : one.id > String(ExclusiveStartShardId),
      );
      return {
        StreamDescription: {
          StreamArn: stream.arn,
          StreamLabel: stream.label,
          StreamStatus: stream.disabled === undefined ? 'ENABLED' : 'DISABLED',
          StreamViewType: stream.viewType,
          CreationRequestDateTime: stream.created / 1000,
          TableName: stream.table,
          KeySchema: stream.keySchema,
          Shards: page.map(({ id, started, ended }) => ({
            ShardId: id,
            SequenceNumberRange: {
              StartingSequenceNumber: started,
              ...(ended !== undefined && { EndingSequenceNumber: ended }),
            },
          })),
          ...(last && { LastEvaluatedShardId: last.id }),
        },
      };
    },

    async GetShardIterator(input, caller) {
      const data = parse('GetShardIterator', input);
      const stream = await open(String(data.StreamArn), 'GetShardIterator', caller);
      const shard = shardIn(stream, data.ShardId);
      const after = await startOf(streams, stream, shard, data);
      return {
        ShardIterator: formatIterator({
          ...{ streamArn: stream.arn, shardId: shard.id, after, issued: runtime.clock.now() },
        }),
      };
    },

    async GetRecords(input, caller) {
      const { ShardIterator: text, Limit = MOST_RECORDS } = parse('GetRecords', input);
      const iterator = parseIterator(String(text));
      const stream = await open(iterator.streamArn, 'GetRecords', caller);
      const shard = shardIn(stream, iterator.shardId);
      assertFresh(iterator, runtime.clock.now());
      const after = iterator.after ?? shard.trimmed;
      if (after < shard.trimmed) throw trimmed();
      const Records = firstPage(await streams.read(stream, shard, after, Number(Limit)));
      const reached = Records.at(-1)?.dynamodb.SequenceNumber;
      // A shard that takes no more records is over once nothing was left in it.
      const isOver = shard.ended !== undefined && reached === undefined;
      const next: ShardIterator = { ...iterator, after: reached ?? after, issued: runtime.clock.now() };
      return { Records, ...(!isOver && { NextShardIterator: formatIterator(next) }) };
    },
  };
}

/** The sequence number after which an iterator begins. */
async function startOf(
  streams: Streams,
  stream: Stream,
  shard: Shard,
  { ShardIteratorType: type, SequenceNumber: number }: Request,
): Promise<string | undefined> {
  if (type === 'TRIM_HORIZON') return undefined;
  if (type === 'LATEST') return streams.latest(stream, shard);
  if (typeof number !== 'string')
    throw validationError(
      `One or more parameter values were invalid: SequenceNumber is required for ShardIteratorType ${String(type)}`,
    );
  const after = type === 'AFTER_SEQUENCE_NUMBER' ? number : before(number);
  if (after < shard.trimmed) throw trimmed();
  return after;
}

/** Just before a sequence number: all of them are integers of one length. */
const before = (number: string) => String(BigInt(number) - 1n);

const trimmed = () =>
  new AwsError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );

function pageOf<T>(all: readonly T[], limit: number, isAfter: (one: T) => boolean) {
  const rest = all.filter(isAfter);
  const page = rest.slice(0, limit);
  return { page, last: page.length < rest.length ? page.at(-1) : undefined };
}

/** As many records as one answer holds: one at least. */
function firstPage(records: readonly StreamRecord[]): readonly StreamRecord[] {
  let size = 0;
  const end = records.findIndex(({ dynamodb }, index) => {
    size += dynamodb.SizeBytes;
    return index > 0 && size > PAGE_SIZE;
  });
  return end < 0 ? records : records.slice(0, end);
}
