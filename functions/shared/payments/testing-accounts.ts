import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach } from 'vitest';
import { startEngine } from '../testing-engine.ts';
import { transactWrite } from '../testing-transactions.ts';
import type { AccountsTable } from './accounts.ts';

/*
 * For tests alone: the table `Accounts` on a real engine.
 */

type Row = Readonly<Record<string, unknown>> & { readonly record: string };
/** A call, and what is made of it: it may be made later, not at all, or fail afterwards. */
type Around = <Answer>(call: () => Promise<Answer>, command: string) => Promise<Answer>;

export interface TestAccounts extends AccountsTable {
  /** Around every call of a client's. */
  around: Around;
  /** The calls of clients, by their commands' names. */
  calls: string[];
  put(row: object): Promise<void>;
  /** All of a partition. */
  rows(userId: string): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

const KEY = ['userId', 'record'] as const;
export const asItIs: Around = (call) => call();

/** One for all tests of a file: each finds it answering as it is, and no calls of those before. */
export async function sharedAccounts(): Promise<TestAccounts> {
  const accounts = await accountsTable();
  beforeEach(() => {
    accounts.around = asItIs;
    accounts.calls = [];
  });
  afterAll(() => accounts.stop());
  return accounts;
}

export async function accountsTable(): Promise<TestAccounts> {
  const engine = await startEngine();
  const name = 'Accounts';
  await engine.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...KEY, 'open', 'checkAt'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: attribute === 'checkAt' ? 'N' : 'S',
      })),
      KeySchema: keySchema(...KEY),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byCheck',
          KeySchema: keySchema('open', 'checkAt'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );

  const client = engine.connect();
  const oneAtATime = inOrder();
  const accounts: TestAccounts = {
    client,
    name,
    around: asItIs,
    calls: [],
    put: async (Item) => void (await engine.client.send(new PutCommand({ TableName: name, Item }))),
    rows: async (userId) => {
      const { Items = [] } = await engine.client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'userId = :userId',
          ExpressionAttributeValues: { ':userId': userId },
        }),
      );
      return Items as Row[];
    },
    stop: engine.stop,
  };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        accounts.calls.push(commandName);
        const call = () =>
          oneAtATime(async () => {
            if (commandName !== 'TransactWriteItemsCommand') return next(args);
            await transactWrite(engine.client, KEY, args.input as TransactWriteCommandInput);
            return { response: {}, output: { $metadata: {} } };
          });
        return accounts.around(call, commandName);
      },
    { step: 'initialize' },
  );
  return accounts;
}

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

/** Begins nothing before what was begun has ended: nobody sees half a transaction. */
function inOrder() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(work);
    last = answer.catch(() => undefined);
    return answer;
  };
}
