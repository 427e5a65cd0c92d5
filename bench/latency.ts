import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import { subscribe } from '../test/support/subscribe.ts';
import { createUpload, ON_VIDEO_STATUS, type StatusEvent } from '../test/support/videos.ts';
import { percentile, type Figure } from './report.ts';
import { stackResources } from './stack-resources.ts';

const EVENTS = 90;

/**
 * From the moment that a status is committed (`occurredAt`, set as the row is written) to its receipt by
 * a subscriber. The events are MediaConvert's, put onto the pipeline's own queue one after another.
 */
export async function benchLatency(outputs: Outputs, owner: Person): Promise<Figure> {
  const { awsEndpoint, rootCredentials } = outputs.custom.playhead;
  const client = { endpoint: awsEndpoint, region: 'us-east-1', credentials: rootCredentials };
  const resources = await stackResources(outputs);
  const find = (type: string, name: RegExp, not = /$^/) =>
    resources.find((one) => one.type === type && name.test(one.logicalId) && !not.test(one.logicalId))!
      .physicalId;
  const { videoId } = await createUpload(outputs, owner, 1000);
  const jobId = `${Date.now()}-bench0`;
  await DynamoDBDocumentClient.from(new DynamoDBClient(client)).send(
    new UpdateCommand({
      TableName: find('AWS::DynamoDB::GlobalTable', /videos/i),
      Key: { id: videoId },
      UpdateExpression: 'SET #status = :processing, progress = :zero, attempt = :one, jobId = :job',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':processing': 'PROCESSING', ':zero': 0, ':one': 1, ':job': jobId },
    }),
  );
  const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
  const sqs = new SQSClient(client);
  const queueUrl = find('AWS::SQS::Queue', /StateChanges/, /DeadLetters/);
  const samples: number[] = [];
  for (let percent = 1; percent <= EVENTS; percent += 1) {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(statusUpdate(videoId, owner.sub, jobId, percent)),
      }),
    );
    const event = await live.next(({ progress }) => progress === percent, 10_000);
    samples.push(Date.now() - Date.parse(event.occurredAt));
  }
  live.close();
  // The first ones pay for cold workers, as they would anywhere.
  return {
    name: `status commit to subscriber, p95 of ${EVENTS - 10}`,
    value: percentile(samples.slice(10), 0.95),
    unit: 'ms',
    budget: { of: 'value', most: 50 },
  };
}

function statusUpdate(videoId: string, ownerId: string, jobId: string, percent: number) {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'MediaConvert Job State Change',
    source: 'aws.mediaconvert',
    account: '000000000000',
    time: new Date().toISOString(),
    region: 'us-east-1',
    resources: [`arn:aws:mediaconvert:us-east-1:000000000000:jobs/${jobId}`],
    detail: {
      timestamp: Date.now(),
      accountId: '000000000000',
      queue: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/bench',
      jobId,
      status: 'STATUS_UPDATE',
      userMetadata: { videoId, ownerId, attempt: '1' },
      framesDecoded: percent,
      jobProgress: {
        phaseProgress: {},
        jobPercentComplete: percent,
        currentPhase: 'TRANSCODING',
        retryCount: 0,
      },
    },
  };
}
