import * as sdk from '@aws-sdk/client-sqs';
import { createAwsPort } from '../../runtime/aws-port.ts';
import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest } from '../../runtime/principal.ts';
import { allowAll, testRuntime } from '../../runtime/testing.ts';
import { createSqs } from './index.ts';

export type SqsBench = Awaited<ReturnType<typeof openSqsBench>>;

/** SQS behind the AWS port, for unit tests, with a clock to turn and the real SDK client, which checks MD5 sums by itself. */
export async function openSqsBench() {
  const clock = { time: Date.now(), now: () => clock.time };
  const asked: AccessRequest[] = [];
  let allowed = true;
  const iam = {
    ...allowAll,
    authorize(request: AccessRequest) {
      asked.push(request);
      if (!allowed) throw new AwsError('AccessDenied', 'no', 403);
    },
  };
  const { runtime, dispose } = testRuntime({ iam }, { clock });
  const sqs = createSqs(runtime);
  const server = createAwsPort(runtime, { sqs });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const client = new sdk.SQSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: runtime.credentials.root,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
  });

  return {
    runtime,
    sqs,
    client,
    clock,
    /** What IAM was asked so far. */
    asked,
    deny: () => (allowed = false),

    queue(logicalId = 'Queue', properties: Record<string, unknown> = {}) {
      const created = sqs.create({ logicalId, type: 'AWS::SQS::Queue', properties }) as {
        ref: string;
        attributes: Record<string, string>;
      };
      return { QueueUrl: created.ref, arn: created.attributes['Arn']! };
    },

    receive: (QueueUrl: string, more: Partial<sdk.ReceiveMessageCommandInput> = {}) =>
      client
        .send(new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))
        .then(({ Messages = [] }) => Messages),

    async close() {
      client.destroy();
      await sqs.stop?.();
      server.close();
      dispose();
    },
  };
}
