import { S3Client } from '@aws-sdk/client-s3';
import { startLocal, type LocalAws, type LocalOptions } from '../../support/local.ts';

/** A template with one bucket, and with whatever else a file needs. */
export const template = (properties: object = {}, more: Readonly<Record<string, unknown>> = {}) => ({
  Resources: {
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket, ...properties } },
    ...more,
  },
});

export const Bucket = 'conformance-files';

/** S3 of a running one-machine AWS, and the SDK's client of it. */
export interface RunningS3 {
  readonly aws: LocalAws;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

export async function startS3(options: LocalOptions): Promise<RunningS3> {
  const aws = await startLocal(options);
  const s3 = new S3Client({ ...aws.client, maxAttempts: 1 });
  return {
    aws,
    s3,
    async stop() {
      s3.destroy();
      await aws.stop();
    },
  };
}

/** The error that a call must end with. */
export const refusal = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });
