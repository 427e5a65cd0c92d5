import * as sdk from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

/** Dead letters: how they get there, who may send them, and how they come back. */
let local: LocalAws;
let client: sdk.SQSClient;
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const urlOf = (name: string) => `${local.urls.aws}/000000000000/${name}`;

beforeAll(async () => {
  local = await startLocal({
    template: {
      Resources: {
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
        Work: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: 'work',
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
          },
        },
      },
    },
  });
  client = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  client?.destroy();
  await local?.stop();
});

const send = (name: string, MessageBody: string) =>
  client.send(new sdk.SendMessageCommand({ QueueUrl: urlOf(name), MessageBody }));
const receive = async (name: string, more: Partial<sdk.ReceiveMessageCommandInput> = {}) =>
  (
    await client.send(
      new sdk.ReceiveMessageCommand({
        QueueUrl: urlOf(name),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        ...more,
      }),
    )
  ).Messages ?? [];
const count = async (name: string) => {
  const { Attributes } = await client.send(
    new sdk.GetQueueAttributesCommand({
      QueueUrl: urlOf(name),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes!['ApproximateNumberOfMessages']);
};
const tasks = async (SourceArn: string, MaxResults = 10) =>
  (await client.send(new sdk.ListMessageMoveTasksCommand({ SourceArn, MaxResults }))).Results!;
const move = (input: Partial<sdk.StartMessageMoveTaskCommandInput>) =>
  client.send(new sdk.StartMessageMoveTaskCommand({ SourceArn: arn('dead'), ...input }));

/** Fills the dead-letter queue by way of the work queue. */
async function fail(bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await send('work', body);
  for (let round = 0; round < 3; round += 1)
    while ((await receive('work', { VisibilityTimeout: 0 })).length > 0);
}

describe('a message received too often', () => {
  it('is in the dead-letter queue, with where it came from and when it was sent', async () => {
    const { MessageId } = await send('work', 'broken');
    const [first] = await receive('work', { VisibilityTimeout: 0 });
    await receive('work', { VisibilityTimeout: 0 });
    const poll = receive('dead', { WaitTimeSeconds: 20, VisibilityTimeout: 0 });
    expect(await receive('work')).toEqual([]);
    expect(await poll).toMatchObject([
      {
        MessageId,
        Attributes: {
          DeadLetterQueueSourceArn: arn('work'),
          SentTimestamp: first!.Attributes!['SentTimestamp'],
          ApproximateReceiveCount: '1',
        },
      },
    ]);
    await client.send(new sdk.PurgeQueueCommand({ QueueUrl: urlOf('dead') }));
  });

  it('has sources that the dead-letter queue names', async () => {
    expect(
      (await client.send(new sdk.ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf('dead') }))).queueUrls,
    ).toEqual([urlOf('work')]);
  });
});

describe('a dead-letter queue', () => {
  it.each([
    [{ redrivePermission: 'denyAll' }, false],
    [{ redrivePermission: 'byQueue', sourceQueueArns: [arn('other')] }, false],
    [{ redrivePermission: 'byQueue', sourceQueueArns: [arn('allowed')] }, true],
    [{ redrivePermission: 'allowAll' }, true],
  ])('with %j says who may use it', async (policy, isAllowed) => {
    const Attributes = (attributes: object) =>
      Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, JSON.stringify(value)]));
    await client.send(new sdk.CreateQueueCommand({ QueueName: 'choosy' }));
    await client.send(new sdk.CreateQueueCommand({ QueueName: 'allowed' }));
    await client.send(
      new sdk.SetQueueAttributesCommand({
        QueueUrl: urlOf('choosy'),
        Attributes: Attributes({ RedriveAllowPolicy: policy }),
      }),
    );
    const use = client.send(
      new sdk.SetQueueAttributesCommand({
        QueueUrl: urlOf('allowed'),
        Attributes: Attributes({
          RedrivePolicy: { deadLetterTargetArn: arn('choosy'), maxReceiveCount: 3 },
        }),
      }),
    );
    if (isAllowed) await use;
    else await expect(use).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('a redrive', () => {
  it('takes messages back where they came from, as new ones', async () => {
    await fail(['a', 'b', 'c']);
    expect(await count('dead')).toBe(3);
    await move({});
    await expect
      .poll(() => tasks(arn('dead')))
      .toMatchObject([
        {
          Status: 'COMPLETED',
          SourceArn: arn('dead'),
          ApproximateNumberOfMessagesMoved: 3,
          ApproximateNumberOfMessagesToMove: 3,
        },
      ]);
    const messages = await receive('work');
    expect(messages.map(({ Body }) => Body)).toEqual(['a', 'b', 'c']);
    expect(messages[0]!.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(messages[0]!.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    await client.send(new sdk.PurgeQueueCommand({ QueueUrl: urlOf('work') }));
  });

  it('goes elsewhere, at its rate, one at a time, until it is cancelled', async () => {
    await client.send(new sdk.CreateQueueCommand({ QueueName: 'elsewhere' }));
    await fail(['a', 'b', 'c']);
    const { TaskHandle } = await move({ DestinationArn: arn('elsewhere'), MaxNumberOfMessagesPerSecond: 1 });
    await expect(move({})).rejects.toBeInstanceOf(sdk.UnsupportedOperation);
    expect(await tasks(arn('dead'), 1)).toMatchObject([
      { TaskHandle, Status: 'RUNNING', DestinationArn: arn('elsewhere'), MaxNumberOfMessagesPerSecond: 1 },
    ]);
    const cancel = () => client.send(new sdk.CancelMessageMoveTaskCommand({ TaskHandle }));
    const { ApproximateNumberOfMessagesMoved: moved } = await cancel();
    expect(await count('elsewhere')).toBe(moved);
    expect(await count('dead')).toBe(3 - moved!);
    await expect(cancel()).rejects.toBeInstanceOf(sdk.UnsupportedOperation);
    expect((await tasks(arn('dead'), 1))[0]).toMatchObject({ Status: 'CANCELLED' });
  });

  it('fails over a message that came from no queue', async () => {
    await move({ DestinationArn: arn('elsewhere') });
    await expect.poll(() => count('dead')).toBe(0);
    await send('dead', 'sent here');
    await move({});
    await expect
      .poll(async () => (await tasks(arn('dead'), 1))[0])
      .toMatchObject({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' });
    expect(await count('dead')).toBe(1);
  });

  it('is of dead-letter queues only', async () => {
    await expect(move({ SourceArn: arn('work') })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Source queue must be configured as a Dead Letter Queue.',
    });
  });
});
