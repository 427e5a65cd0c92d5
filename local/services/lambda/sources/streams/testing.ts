import type { StreamsPeer } from '../../../../runtime/peers.ts';

export const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1';

/** A record of a test: its key, and when it was made, in seconds since the epoch. */
export interface TestRecord {
  readonly key: string;
  readonly at: number;
}

/** A stream of one shard. Records are numbered from 100 on; their ids are their places from 0 on. */
export function fakeStream(first: readonly TestRecord[] = []) {
  const records: object[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  const wake = () => waiting.forEach((each) => each());

  function put(...some: readonly TestRecord[]): void {
    for (const { key, at } of some)
      records.push({
        ...{ eventID: String(records.length), eventName: 'INSERT' },
        dynamodb: {
          ...{ ApproximateCreationDateTime: at, Keys: { id: { S: key } } },
          SequenceNumber: String(100 + records.length),
        },
      });
    wake();
  }
  put(...first);

  const answers: Record<string, (input: Record<string, string>) => unknown> = {
    DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: 'shard-1' }] } }),
    GetShardIterator: ({ SequenceNumber = '99' }) => ({ ShardIterator: String(Number(SequenceNumber) - 99) }),
    GetRecords({ ShardIterator, Limit }) {
      const from = Number(ShardIterator);
      const Records = records.slice(from, from + Number(Limit));
      if (isOver && Records.length === 0) return { Records };
      return { Records, NextShardIterator: String(from + Records.length) };
    },
  };
  const peer: StreamsPeer = {
    call: async (operation, input) => answers[operation]!(input as Record<string, string>),
    changed: (_arn, signal) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
      }),
  };
  return {
    peer,
    put,
    /** Lets the readers look again, at the clock too. */
    wake,
    /** No record follows. */
    end() {
      isOver = true;
      wake();
    },
  };
}
