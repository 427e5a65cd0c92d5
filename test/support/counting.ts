import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';
import { tableName } from './tables.ts';

/** Holds up the counting until `work` is done, so that what it writes comes in as few batches as there can be. */
export async function withoutCounting(outputs: Outputs, work: () => Promise<unknown>): Promise<void> {
  const lambda = new LambdaClient(awsClientOptions(outputs));
  const table = await tableName(outputs, 'Engagements');
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand());
  const { UUID } = EventSourceMappings.find(({ EventSourceArn }) =>
    EventSourceArn?.includes(`:table/${table}/stream/`),
  )!;
  const enable = (Enabled: boolean) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  await enable(false);
  await work();
  await enable(true);
}

/** So many strangers like a video: their rows are written as if they had. */
export async function strangersLike(outputs: Outputs, videoId: string, strangers: number): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(awsClientOptions(outputs)));
  const table = await tableName(outputs, 'Engagements');
  for (let left = strangers; left > 0; left -= 25) {
    const rows = Array.from({ length: Math.min(25, left) }, () => ({
      ...{ userId: randomUUID(), videoId, likedAt: new Date().toISOString() },
    }));
    await client.send(
      new BatchWriteCommand({ RequestItems: { [table]: rows.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  }
  client.destroy();
}
