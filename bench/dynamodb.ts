import { DynamoDBClient, CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal, type LocalAws } from '../test/support/local.ts';
import { median, type Figure } from './report.ts';

const CLIENTS = 16;
/** Short turns, many of them: what else the machine does falls on both sides alike. */
const ROUNDS = 15;
/** Calls of one side in one round. */
const CALLS = 600;
const WARM_UP_ROUNDS = 4;
const ITEMS = 1000;

const TableName = 'Bench';
const table = {
  TableName,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' as const },
    { AttributeName: 'owner', AttributeType: 'S' as const },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'ALL' as const },
    },
  ],
};

/** A role of the account: its calls need a session token and a policy, as those of a function do. */
const template = {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: table },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'bench',
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'table',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
                  Resource: { 'Fn::GetAtt': ['Table', 'Arn'] },
                },
              ],
            },
          },
        ],
      },
    },
  },
};

/** About 0.7 KB, as a row of metadata is. */
const itemOf = (n: number) => ({
  id: { S: `item-${n % ITEMS}` },
  owner: { S: `owner-${n % 50}` },
  n: { N: String(n) },
  title: { S: `A title of some length, number ${n}` },
  description: { S: 'x'.repeat(500) },
  tags: { L: [{ S: 'one' }, { S: 'two' }, { S: 'three' }] },
});

interface Side {
  readonly get: () => Promise<unknown>;
  readonly put: () => Promise<unknown>;
  stop(): Promise<void>;
}

function side(client: DynamoDBClient, stop: () => Promise<unknown>): Side {
  let n = 0;
  return {
    get: () => client.send(new GetItemCommand({ TableName, Key: { id: itemOf(n++).id } })),
    put: () => client.send(new PutItemCommand({ TableName, Item: itemOf(n++) })),
    stop: async () => {
      client.destroy();
      await stop();
    },
  };
}

/** GetItem and PutItem through the AWS port, signed and authorised, beside plain dynalite on the same disk, in turns. */
export async function benchDynamoDb(): Promise<readonly Figure[]> {
  const [ours, plain] = [await startOurs(), await startPlain()];
  try {
    return [
      await compare('GetItem', ours.get, plain.get, 0.7),
      await compare('PutItem', ours.put, plain.put, 0.6),
    ];
  } finally {
    await Promise.all([ours.stop(), plain.stop()]);
  }
}

async function startOurs(): Promise<Side> {
  const local: LocalAws = await startLocal({ template });
  const sts = new STSClient(local.client);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/bench', RoleSessionName: 'bench' }),
  );
  sts.destroy();
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  return side(new DynamoDBClient({ ...local.client, credentials }), () => local.stop());
}

async function startPlain(): Promise<Side> {
  const path = await mkdtemp(join(tmpdir(), 'dynalite-'));
  const cli = createRequire(import.meta.url).resolve('dynalite/cli.js');
  const options = ['--path', join(path, 'db'), '--host', '127.0.0.1', '--port', '0', '--createTableMs', '0'];
  const child = spawn(process.execPath, [cli, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = /:(\d+)\s*$/.exec(line.toString())![1];
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await client.send(new CreateTableCommand(table));
  return side(client, async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    await rm(path, { recursive: true, force: true });
  });
}

async function compare(
  name: string,
  ours: () => Promise<unknown>,
  plain: () => Promise<unknown>,
  least: number,
): Promise<Figure> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    await rate(ours);
    await rate(plain);
  }
  const rates: { ours: number; plain: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rates.push({ ours: await rate(ours), plain: await rate(plain) });
  return {
    name: `${name} through the AWS port, ${CLIENTS} clients`,
    value: median(rates.map((one) => one.ours)),
    unit: '/s',
    baseline: { name: 'plain dynalite', value: median(rates.map((one) => one.plain)) },
    budget: { of: 'ratio', least },
  };
}

/** Calls a second with all clients busy. */
async function rate(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let left = CALLS;
  const client = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (CALLS / (performance.now() - start)) * 1000;
}
