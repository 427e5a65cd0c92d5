import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
  type FilterLogEventsCommandInput,
  type InputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

let local: LocalAws;
let logs: CloudWatchLogsClient;

const TEMPLATE = {
  Resources: {
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app', RetentionInDays: 7 } },
  },
  Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Group', 'Arn'] } } },
};

const connect = () => new CloudWatchLogsClient({ ...local.client, maxAttempts: 1 });

beforeAll(async () => {
  local = await startLocal({ template: TEMPLATE });
  logs = connect();
});
afterAll(async () => {
  logs.destroy();
  await local.stop();
});

let groups = 0;
/** A group and a stream of their own. */
async function newStream() {
  const name = { logGroupName: `my-group-${(groups += 1)}`, logStreamName: 'my-stream' };
  await logs.send(new CreateLogGroupCommand({ logGroupName: name.logGroupName }));
  await logs.send(new CreateLogStreamCommand(name));
  return name;
}

async function put(name: { logGroupName: string; logStreamName: string }, ...messages: string[]) {
  const start = Date.now() - messages.length;
  const logEvents = messages.map((message, index) => ({ timestamp: start + index, message }));
  await logs.send(new PutLogEventsCommand({ ...name, logEvents }));
}

const refused = (name: string, message?: RegExp) =>
  expect.objectContaining({ name, ...(message && { message: expect.stringMatching(message) }) });

describe('groups', () => {
  it('CreateLogGroup makes one, once', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'my-log-group' }));
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'my-log-group' }))).rejects.toThrow(
      refused('ResourceAlreadyExistsException', /^The specified log group already exists$/),
    );
  });

  it('DescribeLogGroups answers the documented members, page by page', async () => {
    for (const name of ['page-a', 'page-b', 'page-c'])
      await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
    const first = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'page-', limit: 2 }));
    expect(first.logGroups).toMatchObject([
      {
        logGroupName: 'page-a',
        arn: 'arn:aws:logs:us-east-1:000000000000:log-group:page-a:*',
        metricFilterCount: 0,
        storedBytes: 0,
        creationTime: expect.any(Number),
      },
      { logGroupName: 'page-b' },
    ]);
    const second = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'page-', nextToken: first.nextToken }),
    );
    expect(second.logGroups!.map(({ logGroupName }) => logGroupName)).toEqual(['page-c']);
    expect(second.nextToken).toBeUndefined();
    const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'GE-B' }));
    expect(found.logGroups).toHaveLength(1);
  });

  it('PutRetentionPolicy and DeleteRetentionPolicy change the retention; other days are refused', async () => {
    const { logGroupName } = await newStream();
    const retention = async () =>
      (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups![0]!
        .retentionInDays;
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    expect(await retention()).toBe(30);
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    expect(await retention()).toBeUndefined();
    await expect(
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 })),
    ).rejects.toThrow(refused('InvalidParameterException', /enum value set/));
  });

  it('DeleteLogGroup takes the streams and their lines with it', async () => {
    const name = await newStream();
    await put(name, 'gone');
    await logs.send(new DeleteLogGroupCommand({ logGroupName: name.logGroupName }));
    await expect(logs.send(new GetLogEventsCommand(name))).rejects.toThrow(
      refused('ResourceNotFoundException', /^The specified log group does not exist\.$/),
    );
    await logs.send(new CreateLogGroupCommand({ logGroupName: name.logGroupName }));
    await logs.send(new CreateLogStreamCommand(name));
    expect((await logs.send(new GetLogEventsCommand(name))).events).toEqual([]);
  });

  it('of the template answer their ARN and keep their retention', async () => {
    expect(local.outputs['Arn']).toBe('arn:aws:logs:us-east-1:000000000000:log-group:/app:*');
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/app' }));
    expect(logGroups).toMatchObject([{ retentionInDays: 7 }]);
  });
});

describe('streams', () => {
  it('CreateLogStream makes one, once, under a name that it can have', async () => {
    const name = await newStream();
    await expect(logs.send(new CreateLogStreamCommand(name))).rejects.toThrow(
      refused('ResourceAlreadyExistsException'),
    );
    for (const logStreamName of ['a:b', 'a*', 'x'.repeat(513)])
      await expect(logs.send(new CreateLogStreamCommand({ ...name, logStreamName }))).rejects.toThrow(
        refused('InvalidParameterException', /'logStreamName' failed to satisfy constraint/),
      );
  });

  it('DescribeLogStreams orders by name or by the last line', async () => {
    const { logGroupName } = await newStream();
    for (const logStreamName of ['b', 'a'])
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await put({ logGroupName, logStreamName: 'a' }, 'line');
    const names = async (input: { orderBy?: 'LogStreamName' | 'LastEventTime'; descending?: boolean }) =>
      (await logs.send(new DescribeLogStreamsCommand({ logGroupName, ...input }))).logStreams!.map(
        ({ logStreamName }) => logStreamName,
      );
    expect(await names({})).toEqual(['a', 'b', 'my-stream']);
    expect((await names({ orderBy: 'LastEventTime', descending: true }))[0]).toBe('a');
    await expect(
      logs.send(
        new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }),
      ),
    ).rejects.toThrow(refused('InvalidParameterException', /Cannot order by LastEventTime/));
  });

  it('DeleteLogStream takes one stream only', async () => {
    const name = await newStream();
    await logs.send(new CreateLogStreamCommand({ ...name, logStreamName: 'other' }));
    await logs.send(new DeleteLogStreamCommand(name));
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: name.logGroupName }),
    );
    expect(logStreams!.map(({ logStreamName }) => logStreamName)).toEqual(['other']);
  });
});

describe('PutLogEvents', () => {
  const at = (offset: number, message = 'x'): InputLogEvent => ({ timestamp: Date.now() + offset, message });
  const DAY = 86_400_000;

  it.each<[string, () => InputLogEvent[], RegExp]>([
    ['no event', () => [], /greater than or equal to 1/],
    ['an empty message', () => [at(0, '')], /'logEvents\.1\.member\.message'/],
    ['events out of order', () => [at(0), at(-1000)], /must be in chronological order/],
    ['events of more than a day', () => [at(-2 * DAY), at(0)], /cannot span more than 24 hours/],
    [
      'more than 1 MB with the frames',
      () => [at(0, 'x'.repeat(524_288)), at(0, 'x'.repeat(524_240))],
      /^Upload too large: 1048580 bytes exceeds limit of 1048576$/,
    ],
    [
      'more than 10,000 events',
      () => Array.from({ length: 10_001 }, () => at(0)),
      /less than or equal to 10000/,
    ],
  ])('refuses %s', async (_, events, message) => {
    const name = await newStream();
    await expect(logs.send(new PutLogEventsCommand({ ...name, logEvents: events() }))).rejects.toThrow(
      refused('InvalidParameterException', message),
    );
    expect((await logs.send(new GetLogEventsCommand(name))).events).toEqual([]);
  });

  it('keeps what it can, and says which events are too old, expired or too new', async () => {
    const name = await newStream();
    const old = await logs.send(
      new PutLogEventsCommand({ ...name, logEvents: [at(-14 * DAY - 1000), at(-14 * DAY + 60_000, 'kept')] }),
    );
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    const fresh = await logs.send(
      new PutLogEventsCommand({ ...name, logEvents: [at(0, 'kept too'), at(2 * 3_600_000 + 60_000)] }),
    );
    expect(fresh.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: name.logGroupName, retentionInDays: 3 }));
    const expired = await logs.send(
      new PutLogEventsCommand({ ...name, logEvents: [at(-4 * DAY), at(-4 * DAY)] }),
    );
    expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 2 });
    const { events } = await logs.send(new GetLogEventsCommand(name));
    expect(events!.map(({ message }) => message)).toEqual(['kept too']);
  });

  it('needs a stream that is there', async () => {
    const name = await newStream();
    await expect(put({ ...name, logStreamName: 'absent' }, 'x')).rejects.toThrow(
      refused('ResourceNotFoundException', /^The specified log stream does not exist\.$/),
    );
  });
});

describe('GetLogEvents', () => {
  it('pages forwards and backwards, and gives the same token at an end', async () => {
    const name = await newStream();
    await put(name, 'one', 'two', 'three', 'four', 'five');
    const read = async (nextToken?: string, startFromHead = true) => {
      const page = await logs.send(new GetLogEventsCommand({ ...name, limit: 2, nextToken, startFromHead }));
      return { ...page, lines: page.events!.map(({ message }) => message) };
    };
    const first = await read();
    const second = await read(first.nextForwardToken);
    const third = await read(second.nextForwardToken);
    expect([first.lines, second.lines, third.lines]).toEqual([['one', 'two'], ['three', 'four'], ['five']]);
    const end = await read(third.nextForwardToken);
    expect(end).toMatchObject({ lines: [], nextForwardToken: third.nextForwardToken });
    expect((await read(third.nextBackwardToken)).lines).toEqual(['three', 'four']);
    expect((await read(undefined, false)).lines).toEqual(['four', 'five']);
  });

  it('knows a token that is none, and a number that is too large', async () => {
    const name = await newStream();
    await expect(logs.send(new GetLogEventsCommand({ ...name, nextToken: 'x' }))).rejects.toThrow(
      refused('InvalidParameterException', /^The specified nextToken is invalid\.$/),
    );
    await expect(logs.send(new GetLogEventsCommand({ ...name, limit: 10_001 }))).rejects.toThrow(
      refused('InvalidParameterException', /less than or equal to 10000/),
    );
  });

  it('answers at most 1 MB at once', async () => {
    const name = await newStream();
    for (let index = 0; index < 3; index += 1) await put(name, String(index).repeat(600_000));
    const { events, nextForwardToken } = await logs.send(
      new GetLogEventsCommand({ ...name, startFromHead: true }),
    );
    expect(events).toHaveLength(1);
    const next = await logs.send(new GetLogEventsCommand({ ...name, nextToken: nextForwardToken }));
    expect(next.events![0]!.message).toMatch(/^1+$/);
  });
});

describe('FilterLogEvents', () => {
  /** The lines that a pattern finds among the documentation's own examples. */
  async function find(
    pattern: string,
    lines: readonly string[],
    input: Partial<FilterLogEventsCommandInput> = {},
  ) {
    const name = await newStream();
    await put(name, ...lines);
    const { events } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: name.logGroupName, filterPattern: pattern, ...input }),
    );
    return events!.map(({ message }) => message);
  }

  const TEXT = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    '[WARN] WITHOUT ARGUMENTS',
  ];
  it.each<[string, number[]]>([
    ['ERROR', [0, 1, 2]],
    ['ERROR ARGUMENTS', [2]],
    ['?ERROR ?WARN', [0, 1, 2, 3]],
    ['ERROR -ARGUMENTS', [0, 1]],
    ['"BAD REQUEST"', [0]],
    ['"[WARN] WITHOUT"', [3]],
    ['error', []],
    ['', [0, 1, 2, 3]],
  ])('finds by the terms %s', async (pattern, wanted) => {
    expect(await find(pattern, TEXT)).toEqual(wanted.map((index) => TEXT[index]));
  });

  const JSON_LINES = [
    { eventType: 'UpdateTrail', sourceIPAddress: '111.111.111.111', arrayKey: ['value', 'another value'] },
    {
      eventType: 'Delete',
      bandwidth: 80.5,
      objectList: [
        { name: 'a', id: 1 },
        { name: 'b', id: 2 },
      ],
    },
    { eventType: 'UpdateTrail', bandwidth: 74, SomeObject: null, ThisFlag: true },
  ].map((line) => JSON.stringify(line));
  it.each<[string, number[]]>([
    ['{ $.eventType = "UpdateTrail" }', [0, 2]],
    ['{ $.eventType = UpdateTrail }', [0, 2]],
    ['{ $.sourceIPAddress != 123.123.* }', [0]],
    ['{ $.arrayKey[0] = "value" }', [0]],
    ['{ $.objectList[1].id = 2 }', [1]],
    ['{ $.SomeObject IS NULL }', [2]],
    ['{ $.SomeOtherObject NOT EXISTS }', [0, 1, 2]],
    ['{ $.ThisFlag IS TRUE }', [2]],
    ['{ $.bandwidth > 75 }', [1]],
    ['{ $.bandwidth >= 74 && $.eventType = "Update*" }', [2]],
    ['{ ($.bandwidth = 80.5) || ($.sourceIPAddress = "111*") }', [0, 1]],
    ['{ $.["eventType"] = "Delete" }', [1]],
  ])('finds by the fields %s', async (pattern, wanted) => {
    expect(await find(pattern, ['not json { $.a }', ...JSON_LINES])).toEqual(
      wanted.map((index) => JSON_LINES[index]),
    );
  });

  it.each(['{ $.a }', '{ $.a = }', '{ $.a = 1', '{ a = 1 }', '{ $.a > "b" }', '[ip, user]', '%ERROR%'])(
    'refuses the pattern %s',
    async (pattern) => {
      await expect(find(pattern, ['x'])).rejects.toThrow(
        refused('InvalidParameterException', /^Invalid filter pattern: /),
      );
    },
  );

  it('searches the streams and the time asked for, page by page', async () => {
    const name = await newStream();
    await logs.send(new CreateLogStreamCommand({ ...name, logStreamName: 'other' }));
    await put(name, 'mine 1', 'mine 2', 'mine 3');
    await put({ ...name, logStreamName: 'other' }, 'theirs');
    const { logGroupName } = name;
    const lines = async (input: Partial<FilterLogEventsCommandInput>) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName, ...input }))).events!.map(
        ({ message }) => message,
      );
    expect(await lines({ logStreamNames: ['other'] })).toEqual(['theirs']);
    expect(await lines({ logStreamNamePrefix: 'my' })).toEqual(['mine 1', 'mine 2', 'mine 3']);
    expect(await lines({ startTime: Date.now() + 1000 })).toEqual([]);
    await expect(lines({ logStreamNamePrefix: 'my', logStreamNames: ['other'] })).rejects.toThrow(
      refused('InvalidParameterException'),
    );
    const found: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: 'mine', limit: 1, nextToken }),
      );
      found.push(...page.events!.map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(found).toEqual(['mine 1', 'mine 2', 'mine 3']);
  });
});

describe('bad requests', () => {
  const post = (target: string, body: string, headers: Record<string, string> = {}) =>
    fetch(local.urls.aws, {
      method: 'POST',
      headers: { 'x-amz-target': `Logs_20140328.${target}`, ...headers },
      body,
    });

  it('of operations that are not here are told so', async () => {
    const query = new StartQueryCommand({
      logGroupName: '/app',
      startTime: 0,
      endTime: 1,
      queryString: 'fields @message',
    });
    await expect(logs.send(query)).rejects.toThrow(refused('UnknownOperationException', /StartQuery/));
  });

  it('that are unsigned, or signed by nobody, are refused in JSON', async () => {
    const answer = await post('DescribeLogGroups', '{}');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain('at ');
    const stranger = new CloudWatchLogsClient({
      ...local.client,
      credentials: { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' },
    });
    await expect(stranger.send(new DescribeLogGroupsCommand({}))).rejects.toThrow(
      refused('UnrecognizedClientException'),
    );
    const forger = new CloudWatchLogsClient({
      ...local.client,
      credentials: { ...local.client.credentials, secretAccessKey: 'x' },
    });
    await expect(forger.send(new DescribeLogGroupsCommand({}))).rejects.toThrow(
      refused('InvalidSignatureException'),
    );
  });

  it('with members of other types are refused', async () => {
    const wrong = { logGroupName: 5 } as unknown as { logGroupName: string };
    await expect(logs.send(new CreateLogGroupCommand(wrong))).rejects.toThrow(
      refused('SerializationException'),
    );
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'a b' }))).rejects.toThrow(
      refused('InvalidParameterException', /regular expression pattern/),
    );
  });
});

describe('a process that is killed', () => {
  it('keeps every line that it acknowledged', async () => {
    const name = await newStream();
    await put(name, 'acknowledged');
    local = await local.restart();
    logs.destroy();
    logs = connect();
    const { events } = await logs.send(new GetLogEventsCommand(name));
    expect(events!.map(({ message }) => message)).toEqual(['acknowledged']);
  });
});
