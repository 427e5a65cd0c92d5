import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  LimitExceededException,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  paginateScan,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { template } from './template.ts';

let aws: LocalAws;
let client: DynamoDBClient;
beforeAll(async () => {
  aws = await startLocal({ template });
  client = new DynamoDBClient({ ...aws.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const TableName = 'Orders';
const definition = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
};
const describeTable = async (name = TableName) =>
  (await client.send(new DescribeTableCommand({ TableName: name }))).Table!;
const put = (id: string, more: Record<string, string> = {}) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: {
        id: { S: id },
        ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { S: value }])),
      },
    }),
  );

describe('a table of the template', () => {
  it('is described as it was asked for', async () => {
    expect(await describeTable('Thread')).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'ForumName', KeyType: 'HASH' },
        { AttributeName: 'Subject', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      LocalSecondaryIndexes: [
        {
          IndexName: 'LastPostIndex',
          Projection: { ProjectionType: 'KEYS_ONLY' },
          IndexArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Thread/index/LastPostIndex',
        },
      ],
    });
    const music = await describeTable('Music');
    expect(music.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(music.LatestStreamArn).toBe(`${music.TableArn}/stream/${music.LatestStreamLabel}`);
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'Music' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ExpiresAt' });
  });

  it('has its tags, and takes more', async () => {
    const tags = async (name: string) => {
      const ResourceArn = (await describeTable(name)).TableArn!;
      return { ResourceArn, Tags: (await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags };
    };
    expect((await tags('ProductCatalog')).Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    const { ResourceArn, Tags } = await tags('Music');
    expect(Tags).toEqual([{ Key: 'team', Value: 'music' }]);
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'more', Value: '1' }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));
    expect((await tags('Music')).Tags).toEqual([{ Key: 'more', Value: '1' }]);
    const nobody = ResourceArn.replace('Music', 'Nobody');
    await expect(client.send(new ListTagsOfResourceCommand({ ResourceArn: nobody }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('is not deleted while it is protected', async () => {
    const remove = () => client.send(new DeleteTableCommand({ TableName: 'ProductCatalog' }));
    await expect(remove()).rejects.toThrow('currently protected against deletion');
  });
});

describe('a table of a call', () => {
  it('comes and goes as the waiters of the SDK expect', async () => {
    const { TableDescription } = await client.send(new CreateTableCommand(definition));
    expect(TableDescription).toMatchObject({ TableName, TableId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
    await expect(client.send(new CreateTableCommand(definition))).rejects.toBeInstanceOf(
      ResourceInUseException,
    );
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([
      ...['Music', 'Orders', 'ProductCatalog', 'Thread'],
    ]);
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  });

  it('gets and loses an index without losing an item, while it is written', async () => {
    await client.send(new CreateTableCommand(definition));
    const ids = Array.from({ length: 600 }, (_, n) => `before-${n}`);
    await Promise.all(ids.map((id) => put(id, { owner: 'me' })));
    // Of a type that the index cannot hold: left out, as on AWS.
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'odd' }, owner: { N: '1' } } }));
    const index = {
      IndexName: 'byOwner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    };
    const create = new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
    const during = Array.from({ length: 100 }, (_, n) => `during-${n}`);
    await Promise.all([client.send(create), ...during.map((id) => put(id, { owner: 'me' }))]);
    const owned: string[] = [];
    for await (const page of paginateScan({ client }, { TableName, IndexName: 'byOwner' }))
      owned.push(...page.Items!.map((item) => item.id!.S!));
    expect(owned.toSorted()).toEqual([...ids, ...during].toSorted());
    expect((await describeTable()).GlobalSecondaryIndexes).toMatchObject([
      { ...index, IndexStatus: 'ACTIVE' },
    ]);
    await expect(client.send(create)).rejects.toThrow('Attempting to create an index which already exists');

    const Delete = { IndexName: 'byOwner' };
    const remove = new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete }] });
    await client.send(remove);
    const table = await describeTable();
    expect(table.GlobalSecondaryIndexes).toBeUndefined();
    expect(table.AttributeDefinitions).toEqual(definition.AttributeDefinitions);
    expect(table.ItemCount).toBe(701);
    await expect(client.send(remove)).rejects.toBeInstanceOf(ResourceNotFoundException);
    const query = {
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'me' } },
    };
    await expect(
      client.send(new QueryCommand({ TableName, IndexName: 'byOwner', ...query })),
    ).rejects.toThrow('The table does not have the specified index: byOwner');
    const two = [1, 2].map((n) => ({ Create: { ...index, IndexName: `index-${n}` } }));
    await expect(
      client.send(
        new UpdateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
          GlobalSecondaryIndexUpdates: two,
        }),
      ),
    ).rejects.toBeInstanceOf(LimitExceededException);
  });

  it('gets and loses its stream, its protection and its time to live', async () => {
    const stream = (StreamEnabled: boolean) =>
      client.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled, ...(StreamEnabled && { StreamViewType: 'KEYS_ONLY' }) },
        }),
      );
    const { TableDescription } = await stream(true);
    expect(TableDescription?.StreamSpecification).toEqual({
      StreamEnabled: true,
      StreamViewType: 'KEYS_ONLY',
    });
    await expect(stream(true)).rejects.toThrow(
      `Table already has an enabled stream: TableName: ${TableName}`,
    );
    await stream(false);
    expect((await describeTable()).StreamSpecification).toBeUndefined();
    expect((await describeTable()).LatestStreamArn).toBe(TableDescription?.LatestStreamArn);

    const timeToLive = (Enabled: boolean) =>
      client.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { AttributeName: 'ttl', Enabled },
        }),
      );
    await timeToLive(true);
    await expect(timeToLive(true)).rejects.toThrow('TimeToLive is already enabled');
    await timeToLive(false);

    const protect = (DeletionProtectionEnabled: boolean) =>
      client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled }));
    await protect(true);
    const remove = () => client.send(new DeleteTableCommand({ TableName }));
    await expect(remove()).rejects.toThrow('currently protected against deletion');
    await protect(false);
    await remove();
  });
});
