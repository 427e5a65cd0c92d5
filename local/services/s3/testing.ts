import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Peers, S3Peer } from '../../runtime/peers.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { createS3 } from './index.ts';

/** S3 on a real port, with an unmodified SDK client of the account's root, for tests. */
export interface S3Fixture {
  readonly runtime: Runtime;
  readonly s3: Service & S3Peer;
  readonly client: S3Client;
  readonly url: string;
  /** Makes the bucket `uploads` with these properties. */
  createBucket(properties?: object, name?: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3(
  options: { peers?: Partial<Peers>; clock?: Clock; dataDirectory?: string } = {},
): Promise<S3Fixture> {
  const { peers = {}, clock, dataDirectory } = options;
  const { runtime, dispose } = testRuntime(peers, {
    ...(clock && { clock }),
    ...(dataDirectory && { dataDirectory }),
  });
  const s3 = createS3(runtime);
  await s3.start?.();
  const server: Server = createAwsPort(runtime, { s3 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({
    endpoint: url,
    region: runtime.region,
    credentials: runtime.credentials.root,
  });
  return {
    runtime,
    s3,
    client,
    url,
    async createBucket(properties = {}, name = 'uploads') {
      await s3.create({
        logicalId: `${name}Bucket`,
        type: 'AWS::S3::Bucket',
        properties: { BucketName: name, ...properties },
      });
    },
    async stop() {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await s3.stop?.();
      dispose();
    },
  };
}
