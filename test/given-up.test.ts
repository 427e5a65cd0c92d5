import { SQSClient, paginateListQueues, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startAltered, takePermissions, type AlteredStack } from './support/altered-stack.ts';
import { awsClientOptions } from './support/aws.ts';
import { strangersLike } from './support/counting.ts';
import { readCounts } from './support/counts.ts';
import { newPerson } from './support/people.ts';
import { rowsOf, videoRow } from './support/rows.ts';

/** What Lambda says of a batch that it gave up. */
interface GivenUp {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
  readonly DDBStreamBatchInfo: { readonly batchSize: number; readonly streamArn: string };
}

const LIKES = 8;
let stack: AlteredStack;

/** The template as it deploys, but that the counts cannot be written, and are tried twice, not a thousand times. */
beforeAll(async () => {
  stack = await startAltered((template) => {
    takePermissions(
      template,
      (policyId, { Action }) =>
        policyId.startsWith('EngagementCountEngagement') && Action === 'dynamodb:UpdateItem',
    );
    for (const [id, { Properties }] of Object.entries(template.Resources))
      if (id.startsWith('EngagementCountEngagementMapping')) Properties!['MaximumRetryAttempts'] = 1;
  });
}, 60_000);
afterAll(() => stack.stop());

it('what cannot be counted is halved, tried again and told of, like by like, and holds up nothing for ever', async () => {
  const { outputs } = stack;
  const sqs = new SQSClient(awsClientOptions(outputs));
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, {})) urls.push(...QueueUrls);
  const QueueUrl = urls.find((url) => url.includes('EngagementsStreamFailures'))!;
  const rows = await rowsOf(outputs);
  await rows.put('Videos', videoRow({ id: 'liked' }));

  const told: GivenUp[] = [];
  const giveUp = async () => {
    const expected = told.length + LIKES;
    await strangersLike(outputs, 'liked', LIKES);
    await vi.waitFor(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      told.push(...Messages.map(({ Body }) => JSON.parse(Body!) as GivenUp));
      expect(told.length).toBeGreaterThanOrEqual(expected);
    }, 60_000);
  };
  await giveUp();
  // The way is free for those behind them.
  await giveUp();

  for (const { requestContext, DDBStreamBatchInfo } of told) {
    expect(requestContext.condition).toBe('RetryAttemptsExhausted');
    expect(DDBStreamBatchInfo.batchSize).toBe(1);
    expect(DDBStreamBatchInfo.streamArn).toContain('Engagements');
  }
  expect(await readCounts(outputs, await newPerson(outputs), 'liked')).toMatchObject({ likeCount: 0 });
  rows.close();
}, 180_000);
