import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Peers } from '../../runtime/peers.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { createDynamoDb } from './index.ts';

/** The service behind a real AWS port, and an SDK client that talks to it. */
export async function openDynamoDb(
  options: { dataDirectory?: string; clock?: Clock; iam?: Peers['iam'] } = {},
) {
  const { iam, ...rest } = options;
  const { runtime, dispose } = testRuntime(iam ? { iam } : {}, rest);
  const service = createDynamoDb(runtime);
  await service.start?.();
  const server = createAwsPort(runtime, { dynamodb: service }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: runtime.region,
    credentials: { ...runtime.credentials.root },
  };
  const client = new DynamoDBClient(connection);
  const streams = new DynamoDBStreamsClient(connection);
  // The clients sign at the time of the service's clock, wherever a test turns it.
  for (const { config } of [client, streams])
    Object.defineProperty(config, 'systemClockOffset', {
      get: () => runtime.clock.now() - Date.now(),
      set: () => undefined,
    });
  return {
    runtime,
    service,
    client,
    streams,
    async close() {
      client.destroy();
      streams.destroy();
      server.close();
      server.closeAllConnections();
      await service.stop?.();
      dispose();
    },
  };
}

/** A table as CDK's `TableV2` writes it, with one global index. */
export const videos = (changes: Record<string, unknown> = {}) => ({
  logicalId: 'Videos',
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    TableName: 'Videos',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'ownerId', AttributeType: 'S' },
      { AttributeName: 'createdAt', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [
          { AttributeName: 'ownerId', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Replicas: [
      { Region: 'us-east-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
    ...changes,
  },
});
