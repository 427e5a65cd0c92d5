import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../../runtime/errors.ts';
import type { QueueMessage, SqsPeer } from '../../../../runtime/peers.ts';
import { allowAll } from '../../../../runtime/testing.ts';
import { lambdaForTests, ROLE, type LambdaForTests } from '../../testing.ts';

const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1';
const LATEST = { EventSourceArn: STREAM, StartingPosition: 'LATEST' };
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';

/** A queue in memory that hands out what it is given, and remembers who deleted what. */
function queueInMemory() {
  let waiting: QueueMessage[] = [];
  let wake = () => {};
  const deleted: string[] = [];
  const receivers = new Set<string>();
  const peer: SqsPeer = {
    async receiveMessages(_arn, { max, waitSeconds, signal }, caller) {
      receivers.add(caller.kind === 'role' ? caller.roleArn : caller.kind);
      if (waiting.length === 0 && waitSeconds > 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', () => resolve());
          if (signal?.aborted) resolve();
        });
      return waiting.splice(0, max);
    },
    async deleteMessage(_arn, receiptHandle) {
      deleted.push(receiptHandle);
    },
    sendMessage: async () => '',
    changeVisibility: async () => {},
    queueAttributes: async () => ({ VisibilityTimeout: '30' }),
  };
  return {
    peer,
    deleted,
    receivers,
    put(...bodies: string[]) {
      waiting = bodies.map((body) => ({
        messageId: `id of ${body}`,
        receiptHandle: body,
        body,
        md5OfBody: '',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
      }));
      wake();
    },
  };
}

let test: LambdaForTests;
let queue: ReturnType<typeof queueInMemory>;
beforeEach(async () => {
  queue = queueInMemory();
  test = await lambdaForTests({ sqs: queue.peer });
});
afterEach(() => test.stop());

/** Begins again with a queue that is different in something. */
async function using(differs: Partial<SqsPeer>) {
  await test.stop();
  test = await lambdaForTests({ sqs: { ...queue.peer, ...differs } });
}

async function connect(exportName: string, properties: Record<string, unknown> = {}) {
  test.create(exportName);
  test.lambda.create({
    logicalId: 'Source',
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { EventSourceArn: QUEUE, FunctionName: exportName, ...properties },
  });
  await test.lambda.connect?.();
}

const finished = (text: string) =>
  vi.waitFor(() => expect(test.lines.filter((line) => line.includes(text))).toHaveLength(1), 10_000);

describe('an event source mapping', () => {
  it('gives the function the messages as SQS events, as its role, and deletes them', async () => {
    await connect('echo');
    queue.put('one', 'two');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['one', 'two']), 10_000);
    expect([...queue.receivers]).toEqual([ROLE]);
  });

  it('keeps what the function reports as failed', async () => {
    await connect('batch', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    queue.put('good', 'fail', 'good too');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['good', 'good too']), 10_000);
  });

  it('keeps all of them when the function throws', async () => {
    await connect('batch', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    queue.put('good', 'throw');
    await finished('Invoke Error');
    await test.stop();
    expect(queue.deleted).toEqual([]);
  });

  it('reads no reports when it was not told to', async () => {
    await connect('batch');
    queue.put('fail');
    await vi.waitFor(() => expect(queue.deleted).toEqual(['fail']), 10_000);
  });

  it('takes no more at once than its batch size', async () => {
    await connect('batch', { BatchSize: 1 });
    queue.put('a', 'b', 'c');
    await vi.waitFor(() => expect(queue.deleted.toSorted()).toEqual(['a', 'b', 'c']), 10_000);
    expect(test.lines.filter((line) => line.includes('START'))).toHaveLength(3);
  });

  it('finishes the batch under way before it stops', async () => {
    await connect('slow');
    queue.put('last');
    await finished('START');
    await test.stop();
    expect(queue.deleted).toEqual(['last']);
  });

  it('leaves a queue in peace that says at once that it has nothing', async () => {
    let asked = 0;
    await using({
      receiveMessages(_arn, { signal }) {
        // A poller that spins would let nothing else run, this test included.
        if ((asked += 1) > 1000) return new Promise((resolve) => (signal!.onabort = () => resolve([])));
        return Promise.resolve([]);
      },
    });
    await connect('echo');
    await new Promise(setImmediate);
    expect(asked).toBe(1);
  });

  it('does not begin when the service stops while it is made', async () => {
    let answer = (_attributes: { VisibilityTimeout: string }) => {};
    await using({ queueAttributes: () => new Promise((resolve) => (answer = resolve)) });
    const connecting = connect('echo');
    await test.stop();
    answer({ VisibilityTimeout: '30' });
    await connecting;
    expect(queue.receivers.size).toBe(0);
  });

  it('does nothing when it is disabled', async () => {
    await connect('echo', { Enabled: false });
    expect(queue.receivers.size).toBe(0);
  });
});

describe('a mapping in a template', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a table', { EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t' }],
    ['a stream that does not say where to begin', { EventSourceArn: STREAM }],
    ['a start at a time', { ...LATEST, StartingPositionTimestamp: 9 }],
    ['a tumbling window that is too long', { ...LATEST, TumblingWindowInSeconds: 901 }],
    ['a tumbling window that is negative', { ...LATEST, TumblingWindowInSeconds: -1 }],
    ['a tumbling window of half a second', { ...LATEST, TumblingWindowInSeconds: 0.5 }],
    [
      'several lanes in a tumbling window',
      { ...LATEST, TumblingWindowInSeconds: 9, ParallelizationFactor: 2 },
    ],
    ['a tumbling window of a queue', { TumblingWindowInSeconds: 9 }],
    ['a pattern that is none', { FilterCriteria: { Filters: [{ Pattern: '{"body":"x"}' }] } }],
    ['a large batch without a window', { BatchSize: 100 }],
    ['an unknown function', { FunctionName: 'absent' }],
  ])('is refused for %s', async (_name, properties) => {
    await expect(connect('echo', properties)).rejects.toThrow(/^Source: /);
  });

  it('is refused when messages would be visible again before the function ends', async () => {
    test.create('echo', { FunctionName: 'slower', Timeout: 31 });
    await expect(connect('echo', { FunctionName: 'slower' })).rejects.toThrow(
      'Source: Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    );
  });

  it('is refused when the role of the function may not read the queue', async () => {
    const authorize = () => {
      throw new AwsError('AccessDenied', 'no', 403);
    };
    await test.stop();
    test = await lambdaForTests({ sqs: queue.peer, iam: { ...allowAll, authorize } });
    await expect(connect('echo')).rejects.toThrow(
      'Source: The function execution role does not have permissions to call ReceiveMessage on SQS',
    );
  });
});
