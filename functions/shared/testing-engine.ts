import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/*
 * For tests alone: a real DynamoDB engine in memory.
 */

/** It brings no types. */
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

/** For clients that sign, but whose requests go nowhere. */
export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

export interface Engine {
  readonly dynamodb: DynamoDBClient;
  /** The same, with documents for items. */
  readonly client: DynamoDBDocumentClient;
  /** Another client of it, with a middleware stack of its own. */
  connect(): DynamoDBDocumentClient;
  stop(): Promise<void>;
}

/** An engine of its own, without tables. */
export async function startEngine(): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const socketPath = join(directory, 'dynamodb');
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  // Node's types do not know of an agent for a socket.
  const overSocket = { keepAlive: true, socketPath };
  const requestHandler = { httpAgent: new Agent(overSocket) };
  const open = () =>
    new DynamoDBClient({
      endpoint: 'http://dynamodb.test',
      region: 'us-east-1',
      credentials: CREDENTIALS,
      requestHandler,
    });
  const documents = (client: DynamoDBClient) =>
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const dynamodb = open();
  addRefusedItems(dynamodb);
  return {
    dynamodb,
    client: documents(dynamodb),
    connect: () => documents(open()),
    stop: async () => {
      requestHandler.httpAgent.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(directory, { recursive: true });
    },
  };
}

/** DynamoDB sends the item along when a condition fails, if asked to; dynalite does not know that yet. */
function addRefusedItems(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { TableName, Key, ReturnValuesOnConditionCheckFailure } = args.input as UpdateCommandInput;
        if (error instanceof ConditionalCheckFailedException && ReturnValuesOnConditionCheckFailure)
          error.Item = (await client.send(new GetItemCommand({ TableName, Key: marshall(Key) }))).Item;
        throw error;
      }
    },
    { step: 'initialize' },
  );
}
