import { Readable } from 'node:stream';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ownerStatus, ownerVisibility } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { CREDENTIALS, startEngine } from './testing-engine.ts';
import { readVideo, type VideosTable } from './videos.ts';

export { CREDENTIALS };

/*
 * For tests alone: the table `Videos` on a real engine, and clients of other services that answer from a script.
 */

export const NOW = Date.parse('2026-01-31T09:30:00.000Z');
export const ID = '01KG9ZC4M0AAAAAAAAAAAAAAAA';

export interface TestTable extends VideosTable {
  put(row: VideoRow): Promise<void>;
  get(id: string): Promise<VideoRow | undefined>;
  stop(): Promise<void>;
}

/** The table `Videos` on an engine of its own. */
export async function videosTable(): Promise<TestTable> {
  const { dynamodb, client, stop } = await startEngine();
  const name = 'Videos';
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'ownerStatus', 'createdAt', 'open', 'leaseUntil'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: attribute === 'leaseUntil' ? 'N' : 'S',
      })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        ['byOwnerStatus', 'ownerStatus', 'createdAt'] as const,
        ['byLease', 'open', 'leaseUntil'] as const,
      ].map(([IndexName, partition, sort]) => ({
        IndexName,
        KeySchema: [
          { AttributeName: partition, KeyType: 'HASH' },
          { AttributeName: sort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  );
  return {
    client,
    name,
    put: async (row) => void (await client.send(new PutCommand({ TableName: name, Item: row }))),
    get: (id) => readVideo({ client, name }, id),
    stop,
  };
}

/** A video that waits for its file. */
export const videoRow = (changes: Partial<VideoRow> = {}): VideoRow => ({
  id: ID,
  ownerId: 'owner',
  ownerStatus: ownerStatus(changes.ownerId ?? 'owner', changes.status ?? 'AWAITING_UPLOAD'),
  ownerVisibility: ownerVisibility(changes.ownerId ?? 'owner', changes.visibility ?? 'PRIVATE'),
  kind: 'SHORT',
  title: 'A title',
  genres: [],
  visibility: 'PRIVATE',
  access: 'FREE',
  status: 'AWAITING_UPLOAD',
  version: 1,
  renditions: [],
  createdAt: '2026-01-31T09:00:00.000Z',
  updatedAt: '2026-01-31T09:00:00.000Z',
  upload: {
    method: 'POST',
    filename: 'a.mp4',
    contentType: 'video/mp4',
    sizeBytes: 1_000,
    expiresAt: '2026-01-31T10:00:00.000Z',
  },
  ...changes,
});

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Settings for any SDK client whose service is a function: the real client, from its command to its errors. */
export const answering = (answer: (request: WireRequest) => WireAnswer | Promise<WireAnswer>) => ({
  region: 'us-east-1',
  credentials: CREDENTIALS,
  maxAttempts: 1,
  requestHandler: {
    handle: async (request: {
      method: string;
      path: string;
      query?: Record<string, unknown>;
      headers: Record<string, string>;
      body?: unknown;
    }) => {
      const { method, path, query = {}, headers: sent, body } = request;
      const {
        status,
        body: text = '',
        headers = {},
      } = await answer({
        method,
        path,
        query,
        headers: sent,
        body:
          typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : '',
      });
      return {
        response: { statusCode: status, headers: { ...headers }, body: Readable.from([Buffer.from(text)]) },
      };
    },
  },
});

/** A logger that says nothing. */
export const silent = { info: () => {}, warn: () => {}, error: () => {} };
