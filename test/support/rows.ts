import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';
import { tableName, type Table } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The tables in an operator's hands, by the AWS SDK. */
export interface Rows {
  get(table: Table, key: Row): Promise<Row | undefined>;
  put(table: Table, ...rows: readonly Row[]): Promise<void>;
  remove(table: Table, key: Row): Promise<void>;
  /** Sets attributes of one row. */
  set(table: Table, key: Row, attributes: Row): Promise<void>;
  /** All that a table of people has of one person. */
  ofPerson(table: 'Engagements' | 'Accounts', userId: string): Promise<readonly Row[]>;
  /** Puts videos that everybody may see, the latest last, and waits until they are on the shelf of all videos. */
  publish(...videos: readonly Row[]): Promise<readonly string[]>;
  close(): void;
}

export async function rowsOf(outputs: Outputs): Promise<Rows> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(awsClientOptions(outputs)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const names = new Map<Table, string>();
  for (const table of ['Videos', 'Shelves', 'Engagements', 'Accounts'] as const)
    names.set(table, await tableName(outputs, table));

  const put: Rows['put'] = async (table, ...rows) => {
    await Promise.all(rows.map((Item) => client.send(new PutCommand({ TableName: names.get(table), Item }))));
  };
  const get: Rows['get'] = async (table, Key) =>
    (await client.send(new GetCommand({ TableName: names.get(table), Key, ConsistentRead: true }))).Item;
  const isShelved = async ({ id, publishedAt }: Row) =>
    (await get('Shelves', { shelf: 'FEED', position: `${String(publishedAt)}#${String(id)}` })) !== undefined;
  return {
    get,
    put,
    remove: async (table, Key) =>
      void (await client.send(new DeleteCommand({ TableName: names.get(table), Key }))),
    async set(table, Key, attributes) {
      const given = Object.keys(attributes);
      await client.send(
        new UpdateCommand({
          ...{ TableName: names.get(table), Key },
          UpdateExpression: `SET ${given.map((name) => `#${name} = :${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(given.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(given.map((name) => [`:${name}`, attributes[name]])),
        }),
      );
    },
    async ofPerson(table, userId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: names.get(table),
          KeyConditionExpression: 'userId = :userId',
          ExpressionAttributeValues: { ':userId': userId },
          ConsistentRead: true,
        }),
      );
      return Items;
    },
    async publish(...videos) {
      const rows = videos.map((video) => videoRow(video));
      await put('Videos', ...rows);
      for (const row of rows) await vi.waitUntil(() => isShelved(row), { timeout: 60_000, interval: 100 });
      return rows.map((row) => row['id'] as string);
    },
    close: () => client.destroy(),
  };
}

let published = Date.now();

/** A row of `Videos` as the pipeline leaves it; one that is made later was published later. */
export function videoRow(changes: Row): Row {
  published += 1;
  const publishedAt = new Date(published).toISOString();
  const { ownerId = 'somebody', visibility = 'PUBLIC', status = 'READY' } = changes as Record<string, string>;
  return {
    id: randomUUID(),
    ownerId,
    ownerStatus: `${ownerId}#${status}`,
    ownerVisibility: `${ownerId}#${visibility}`,
    kind: 'SHORT',
    title: 'A row',
    genres: [],
    visibility,
    access: 'FREE',
    status,
    version: 4,
    attempt: 1,
    percent: 100,
    done: true,
    durationSeconds: 60,
    width: 640,
    height: 360,
    renditions: [
      { name: '360p', width: 640, height: 360, bitrate: 800_000, codec: 'avc1', container: 'fmp4' },
    ],
    createdAt: publishedAt,
    updatedAt: publishedAt,
    publishedAt,
    upload: {
      method: 'POST',
      filename: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      expiresAt: publishedAt,
    },
    ...changes,
  };
}
