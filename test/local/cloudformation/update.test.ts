import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, newPorts, removePlace, type StackPlace } from '../../support/stack.ts';

const table = (key = 'id', more: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  Properties: {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    ...more,
  },
});
const queue = (name: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...more },
});
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'the-files' } };

let place: StackPlace;
let aws: LocalAws | undefined;
beforeEach(async () => {
  place = await newPlace();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
  await removePlace(place);
});

/** Boots these resources on the data of the boot before. */
async function boot(Resources: Record<string, object>): Promise<LocalAws> {
  await aws?.stop();
  aws = undefined;
  aws = await startLocal({ template: { Resources }, place });
  return aws;
}
const put = (id: string) =>
  new DynamoDBClient(aws!.client).send(
    new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, group: { S: 'g' } } }),
  );
const urlOf = (name: string) => `${aws!.urls.aws}/000000000000/${name}`;

describe('a boot with a changed template on existing data', () => {
  it('changes what may change and keeps what is there', async () => {
    await boot({ Table: table(), Queue: queue('jobs'), Bucket: bucket });
    await put('kept');
    await new SQSClient(aws!.client).send(
      new SendMessageCommand({ QueueUrl: urlOf('jobs'), MessageBody: 'kept' }),
    );
    await new S3Client(aws!.client).send(
      new PutObjectCommand({ Bucket: 'the-files', Key: 'k', Body: 'kept' }),
    );

    await boot({
      Table: table('id', { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }),
      Queue: queue('jobs', { VisibilityTimeout: 77 }),
      Bucket: {
        ...bucket,
        Properties: { ...bucket.Properties, VersioningConfiguration: { Status: 'Enabled' } },
      },
      More: queue('more'),
    });
    const { Item } = await new DynamoDBClient(aws!.client).send(
      new GetItemCommand({ TableName: 'things', Key: { id: { S: 'kept' } } }),
    );
    expect(Item).toMatchObject({ id: { S: 'kept' } });
    const sqs = new SQSClient(aws!.client);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: urlOf('jobs'), AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '77' });
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('jobs') }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
    const { Body } = await new S3Client(aws!.client).send(
      new GetObjectCommand({ Bucket: 'the-files', Key: 'k' }),
    );
    expect(await Body!.transformToString()).toBe('kept');
  });

  it('fills a new index with what is there', async () => {
    await boot({ Table: table() });
    await put('one');
    await boot({
      Table: table('id', {
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byGroup',
            KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    });
    const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const { Items } = await new DynamoDBClient(aws!.client).send(
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byGroup',
        KeyConditionExpression: '#g = :g',
        ExpressionAttributeNames: { '#g': 'group' },
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      }),
    );
    expect(Items).toMatchObject([{ id: { S: 'one' } }]);
  });

  it('refuses a table that is keyed differently, with the reason, and has not touched it', async () => {
    await boot({ Table: table() });
    await put('kept');
    await expect(boot({ Table: table('other') })).rejects.toThrow(/Table: .*key/i);
    await boot({ Table: table() });
    const { Table } = await new DynamoDBClient(aws!.client).send(
      new DescribeTableCommand({ TableName: 'things' }),
    );
    expect(Table).toMatchObject({ ItemCount: expect.any(Number), KeySchema: [{ AttributeName: 'id' }] });
    const { Item } = await new DynamoDBClient(aws!.client).send(
      new GetItemCommand({ TableName: 'things', Key: { id: { S: 'kept' } } }),
    );
    expect(Item).toBeDefined();
  });

  it('deletes what is gone from it, but keeps what is to be retained until it comes back', async () => {
    await boot({ Table: table(), Gone: queue('gone'), Stays: queue('stays') });
    await put('kept');
    await boot({ Stays: queue('stays') });
    expect(aws!.log()).toMatch(/deleted Gone/);
    await expect(
      new SQSClient(aws!.client).send(new SendMessageCommand({ QueueUrl: urlOf('gone'), MessageBody: 'x' })),
    ).rejects.toBeInstanceOf(QueueDoesNotExist);

    await boot({ Table: table(), Stays: queue('stays') });
    const { Item } = await new DynamoDBClient(aws!.client).send(
      new GetItemCommand({ TableName: 'things', Key: { id: { S: 'kept' } } }),
    );
    expect(Item).toBeDefined();
  });

  it('loses a table for good when its deletion policy says so', async () => {
    const deleted = { ...table(), DeletionPolicy: 'Delete' };
    await boot({ Table: deleted, Stays: queue('stays') });
    await put('lost');
    await boot({ Stays: queue('stays') });
    await expect(
      new DynamoDBClient(aws!.client).send(new DescribeTableCommand({ TableName: 'things' })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
    await boot({ Table: deleted, Stays: queue('stays') });
    const { Item } = await new DynamoDBClient(aws!.client).send(
      new GetItemCommand({ TableName: 'things', Key: { id: { S: 'lost' } } }),
    );
    expect(Item).toBeUndefined();
  });

  it('keeps a bucket that is not empty, as the service does, and says so', async () => {
    await boot({ Bucket: bucket, Stays: queue('stays') });
    await new S3Client(aws!.client).send(
      new PutObjectCommand({ Bucket: 'the-files', Key: 'k', Body: 'kept' }),
    );
    await boot({ Stays: queue('stays') });
    expect(aws!.log()).toMatch(/Bucket could not be deleted and stays/);
    await boot({ Bucket: bucket, Stays: queue('stays') });
    const { Body } = await new S3Client(aws!.client).send(
      new GetObjectCommand({ Bucket: 'the-files', Key: 'k' }),
    );
    expect(await Body!.transformToString()).toBe('kept');
  });

  it('keeps the time at which the stack was made', async () => {
    const made = async () => {
      const client = new CloudFormationClient(aws!.client);
      const { Stacks } = await client.send(new DescribeStacksCommand());
      return Stacks![0]!.CreationTime;
    };
    await boot({ Queue: queue('jobs') });
    const before = await made();
    await boot({ Queue: queue('jobs', { DelaySeconds: 1 }) });
    expect(await made()).toEqual(before);
  });
});

it('refuses a second instance on the same data directory', async () => {
  await boot({ Queue: queue('jobs') });
  const second = startLocal({
    template: { Resources: { Queue: queue('jobs') } },
    place: { ...place, ports: await newPorts() },
  });
  await expect(second).rejects.toThrow('Another instance is running on the data directory');
});
