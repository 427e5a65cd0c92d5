import type { Server } from 'node:http';
import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { root, testRuntime } from '../../runtime/testing.ts';
import { filterPattern } from './filter/index.ts';
import { createLogs } from './index.ts';

let runtime: Runtime;
let dispose: () => void;
let logs: ReturnType<typeof createLogs>;
let server: Server;
let client: sdk.CloudWatchLogsClient;
let now = Date.parse('2026-01-02T03:04:05Z');

beforeEach(async () => {
  ({ runtime, dispose } = testRuntime({}, { clock: { now: () => now } }));
  logs = createLogs(runtime);
  server = createAwsPort({ ...runtime, clock: { now: () => Date.now() } }, { logs });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  client = new sdk.CloudWatchLogsClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: runtime.credentials.root,
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await logs.stop?.();
  server.close();
  dispose();
});

const group = (properties: Record<string, unknown> = {}) =>
  logs.create({
    logicalId: 'Group',
    type: 'AWS::Logs::LogGroup',
    properties: { LogGroupName: '/g', ...properties },
  });

describe('a log group', () => {
  it('answers with its name and its ARN', () => {
    expect(group()).toEqual({
      ref: '/g',
      attributes: { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/g:*' },
    });
  });

  it('gives back what services put, page by page', async () => {
    for (const line of ['one', 'two', 'three']) {
      logs.put('/g', 's', line, root);
      now += 1;
    }
    const read = (nextToken?: string) =>
      client.send(
        new sdk.GetLogEventsCommand({
          logGroupName: '/g',
          logStreamName: 's',
          startFromHead: true,
          limit: 2,
          nextToken,
        }),
      );
    const first = await read();
    expect(first.events!.map(({ message }) => message)).toEqual(['one', 'two']);
    const second = await read(first.nextForwardToken);
    expect(second.events!.map(({ message }) => message)).toEqual(['three']);
    const end = await read(second.nextForwardToken);
    expect(end.events).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);
    expect((await read(second.nextBackwardToken)).events!.map(({ message }) => message)).toEqual([
      'one',
      'two',
    ]);
  });

  it('reads the newest lines first asked for, in the order of time', async () => {
    for (const line of ['one', 'two', 'three']) {
      logs.put('/g', 's', line, root);
      now += 1;
    }
    const { events } = await client.send(
      new sdk.GetLogEventsCommand({ logGroupName: '/g', logStreamName: 's', limit: 2 }),
    );
    expect(events!.map(({ message }) => message)).toEqual(['two', 'three']);
  });

  it('is searched over its streams', async () => {
    logs.put('/g', 'a', 'ERROR in a', root);
    logs.put('/g', 'b', 'fine', root);
    logs.put('/g', 'b', 'ERROR in b', root);
    const find = (input: Partial<sdk.FilterLogEventsCommandInput>) =>
      client
        .send(new sdk.FilterLogEventsCommand({ logGroupName: '/g', ...input }))
        .then(({ events }) => events!.map(({ logStreamName, message }) => `${logStreamName}: ${message}`));
    expect(await find({ filterPattern: 'ERROR' })).toEqual(['a: ERROR in a', 'b: ERROR in b']);
    expect(await find({ filterPattern: 'ERROR', logStreamNames: ['b'] })).toEqual(['b: ERROR in b']);
    expect(await find({ filterPattern: '-ERROR' })).toEqual(['b: fine']);
    expect(await find({ startTime: now + 1 })).toEqual([]);
  });

  it('lists groups and streams', async () => {
    group({ RetentionInDays: 7 });
    logs.put('/g', 's', 'x', root);
    const { logGroups } = await client.send(new sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: '/' }));
    expect(logGroups).toMatchObject([{ logGroupName: '/g', retentionInDays: 7 }]);
    const { logStreams } = await client.send(new sdk.DescribeLogStreamsCommand({ logGroupName: '/g' }));
    expect(logStreams).toMatchObject([{ logStreamName: 's', lastEventTimestamp: now }]);
  });

  it('forgets what is older than its retention when the service connects', async () => {
    group({ RetentionInDays: 1 });
    logs.put('/g', 's', 'old', root);
    await client.send(new sdk.DescribeLogStreamsCommand({ logGroupName: '/g' }));
    now += 86_400_001;
    logs.put('/g', 's', 'new', root);
    await logs.connect?.();
    const { events } = await client.send(
      new sdk.GetLogEventsCommand({ logGroupName: '/g', logStreamName: 's' }),
    );
    expect(events!.map(({ message }) => message)).toEqual(['new']);
  });

  it('keeps its lines over a restart', async () => {
    logs.put('/g', 's', 'kept', root);
    await logs.stop?.();
    logs = createLogs(runtime);
    server.close();
    server = createAwsPort({ ...runtime, clock: { now: () => Date.now() } }, { logs });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const again = new sdk.CloudWatchLogsClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: runtime.credentials.root,
    });
    const { events } = await again.send(
      new sdk.GetLogEventsCommand({ logGroupName: '/g', logStreamName: 's' }),
    );
    expect(events!.map(({ message }) => message)).toEqual(['kept']);
    again.destroy();
  });
});

describe('a client', () => {
  it('makes groups and streams and writes to them', async () => {
    await client.send(new sdk.CreateLogGroupCommand({ logGroupName: 'own' }));
    await client.send(new sdk.CreateLogStreamCommand({ logGroupName: 'own', logStreamName: 's' }));
    const logEvents = [{ timestamp: now, message: 'hi' }];
    await client.send(new sdk.PutLogEventsCommand({ logGroupName: 'own', logStreamName: 's', logEvents }));
    const { events } = await client.send(
      new sdk.GetLogEventsCommand({ logGroupName: 'own', logStreamName: 's' }),
    );
    expect(events).toMatchObject([{ timestamp: now, message: 'hi' }]);
  });

  it('is told what is already there, and what is not', async () => {
    group();
    const name = (promise: Promise<unknown>) => promise.catch((error: Error) => error.name);
    expect(await name(client.send(new sdk.CreateLogGroupCommand({ logGroupName: '/g' })))).toBe(
      'ResourceAlreadyExistsException',
    );
    expect(await name(client.send(new sdk.DescribeLogStreamsCommand({ logGroupName: 'absent' })))).toBe(
      'ResourceNotFoundException',
    );
    expect(
      await name(
        client.send(new sdk.FilterLogEventsCommand({ logGroupName: '/g', filterPattern: '[a, b]' })),
      ),
    ).toBe('InvalidParameterException');
  });
});

describe('a filter pattern', () => {
  it.each([
    ['', 'anything', true],
    ['a b', 'b and a', true],
    ['a b', 'only a', false],
    ['"a b"', 'a b', true],
    ['"a b"', 'b a', false],
    ['?a ?b', 'with b', true],
    ['?a ?b', 'with c', false],
    ['a -b', 'a c', true],
    ['a -b', 'a b', false],
    ['error', 'ERROR', false],
  ])('%j on %j', (pattern, message, expected) => {
    expect(filterPattern(pattern)(message)).toBe(expected);
  });
});
