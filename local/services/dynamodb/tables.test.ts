import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemplateError } from '../../runtime/errors.ts';
import { openDynamoDb, videos } from './testing.ts';

let dataDirectory: string;
let dynamo: Awaited<ReturnType<typeof openDynamoDb>>;
let client: DynamoDBDocumentClient;

async function boot() {
  dynamo = await openDynamoDb({ dataDirectory });
  client = DynamoDBDocumentClient.from(dynamo.client);
}
beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  await boot();
});
afterEach(async () => {
  await dynamo.close();
  rmSync(dataDirectory, { recursive: true });
});

const create = async (changes: Record<string, unknown> = {}) => dynamo.service.create(videos(changes));

describe('a table of a template', () => {
  it('is the same table, with its items and its stream, at every boot', async () => {
    const first = await create();
    expect(first.ref).toBe('Videos');
    expect(first.attributes).toMatchObject({ Arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Videos' });
    expect(first.attributes?.StreamArn).toMatch(
      /^arn:aws:dynamodb:us-east-1:000000000000:table\/Videos\/stream\/2/,
    );
    await client.send(new PutCommand({ TableName: 'Videos', Item: { id: '1' } }));
    await dynamo.close();
    await boot();
    expect(await create()).toEqual(first);
    expect((await client.send(new ScanCommand({ TableName: 'Videos' }))).Items).toEqual([{ id: '1' }]);
  });

  it('has a name of its own when the template gives none', async () => {
    expect((await create({ TableName: undefined })).ref).toMatch(/^Test-Videos-[a-z0-9]{12}$/);
  });

  it('refuses other keys, naming the table', async () => {
    await create();
    const changed = create({ KeySchema: [{ AttributeName: 'ownerId', KeyType: 'HASH' }] });
    await expect(changed).rejects.toThrow(/^Videos: The table Videos exists with the key \(id S HASH\)/);
    await expect(changed).rejects.toBeInstanceOf(TemplateError);
  });

  it('builds an index that is added later from the items that are there', async () => {
    await create({
      GlobalSecondaryIndexes: undefined,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    for (let n = 0; n < 300; n++)
      await dynamo.service.call(
        'PutItem',
        {
          TableName: 'Videos',
          Item: { id: { S: `${n}` }, createdAt: { S: `${n}` }, ...(n % 3 === 0 && { ownerId: { S: 'me' } }) },
        },
        { kind: 'anonymous' },
      );
    await create();
    const query = {
      TableName: 'Videos',
      IndexName: 'byOwner',
      KeyConditionExpression: 'ownerId = :o',
      ExpressionAttributeValues: { ':o': 'me' },
    };
    expect((await client.send(new QueryCommand(query))).Count).toBe(100);
    await create({
      GlobalSecondaryIndexes: undefined,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    await expect(client.send(new QueryCommand(query))).rejects.toThrow(
      'The table does not have the specified index: byOwner',
    );
  });

  const items = async () =>
    (await client.send(new ScanCommand({ TableName: 'Videos' }))).Items?.map((item) => item.id as string);

  it('changes in place, and keeps its items', async () => {
    const first = await create();
    await client.send(new PutCommand({ TableName: 'Videos', Item: { id: '1', other: 'x' } }));
    const other = { IndexName: 'byOther', KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }] };
    const changed = await create({
      AttributeDefinitions: ['id', 'other'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [{ ...other, Projection: { ProjectionType: 'ALL' } }],
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
      Replicas: [{ Region: 'us-east-1', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    expect(changed.attributes).toMatchObject({ TableId: first.attributes!.TableId });
    expect(changed.attributes!.StreamArn).not.toBe(first.attributes!.StreamArn);
    expect((await client.send(new ScanCommand({ TableName: 'Videos', IndexName: 'byOther' }))).Count).toBe(1);
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'Videos' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    const back = await create();
    expect(back.attributes!.StreamArn).not.toBe(first.attributes!.StreamArn);
    expect(await items()).toEqual(['1']);
  });

  it.each([
    ['under another name', { TableName: 'Films' }, 'The table is named Videos, the template asks for Films'],
    [
      'with a key of another type',
      {
        AttributeDefinitions: ['id', 'ownerId', 'createdAt'].map((AttributeName) => ({
          ...{ AttributeName, AttributeType: AttributeName === 'id' ? 'N' : 'S' },
        })),
      },
      'exists with the key (id S HASH), the template asks for (id N HASH)',
    ],
  ])('%s would be another table: refused, and nothing changed', async (_name, changes, message) => {
    await create();
    await client.send(new PutCommand({ TableName: 'Videos', Item: { id: '1' } }));
    const refused = create(changes);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(TemplateError);
    expect(await items()).toEqual(['1']);
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Videos']);
  });

  it('is not that of another resource', async () => {
    await create();
    await expect(dynamo.service.create({ ...videos(), logicalId: 'Films' })).rejects.toThrow(
      'Films: The table Videos exists already: it is that of Videos.',
    );
  });

  it('is taken away with its items, once it is not protected', async () => {
    await create({ Replicas: [{ Region: 'us-east-1', DeletionProtectionEnabled: true }] });
    await client.send(new PutCommand({ TableName: 'Videos', Item: { id: '1' } }));
    await expect(dynamo.service.delete!(videos())).rejects.toThrow(/^Videos: .*protected against deletion/);
    await create();
    await dynamo.service.delete!(videos());
    await dynamo.service.delete!(videos());
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    await create();
    expect(await items()).toEqual([]);
  });

  it.each([
    [
      'a replica elsewhere',
      { Replicas: [{ Region: 'us-east-1' }, { Region: 'eu-west-1' }] },
      /replica in eu-west-1/,
    ],
    ['a property that is not known', { ImportSourceSpecification: {} }, /ImportSourceSpecification/],
    ['a resource policy', { Replicas: [{ Region: 'us-east-1', ResourcePolicy: {} }] }, /ResourcePolicy/],
    ['a key without a type', { AttributeDefinitions: [] }, /Videos: /],
    ['a time to live without attribute', { TimeToLiveSpecification: { Enabled: true } }, /AttributeName/],
  ])('refuses %s', async (_name, changes, message) => {
    const refused = create(changes);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(TemplateError);
  });
});

describe('the table API', () => {
  const definition = {
    TableName: 'Made',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  };

  it('creates, describes, lists and deletes', async () => {
    await create();
    await client.send(new CreateTableCommand(definition));
    await expect(client.send(new CreateTableCommand(definition))).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
    await client.send(new PutCommand({ TableName: 'Made', Item: { pk: '1' } }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Made' }));
    expect(Table).toMatchObject({ TableName: 'Made', TableStatus: 'ACTIVE', ItemCount: 1 });
    expect((await client.send(new ListTablesCommand({ Limit: 1 }))).LastEvaluatedTableName).toBe('Made');
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Made', 'Videos']);
    await client.send(new DeleteTableCommand({ TableName: 'Made' }));
    await expect(client.send(new DescribeTableCommand({ TableName: 'Made' }))).rejects.toThrow(
      'Requested resource not found: Table: Made not found',
    );
    await client.send(new CreateTableCommand(definition));
    expect((await client.send(new ScanCommand({ TableName: 'Made' }))).Items).toEqual([]);
  });

  it('does not delete a protected table', async () => {
    await create({ Replicas: [{ Region: 'us-east-1', DeletionProtectionEnabled: true }] });
    await expect(client.send(new DeleteTableCommand({ TableName: 'Videos' }))).rejects.toThrow(
      /protected against deletion/,
    );
  });

  it('knows the time to live of a table', async () => {
    await create();
    const status = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName: 'Videos' }))).TimeToLiveDescription;
    expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: 'Videos', TimeToLiveSpecification }));
    expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  });
});
