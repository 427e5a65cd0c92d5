import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { startWithout, type AlteredStack } from './support/altered-stack.ts';
import { readCalls } from './support/calls.ts';
import { fixture } from './support/fixtures.ts';
import { ask, graphql } from './support/graphql.ts';
import { fetchOk } from './support/hls.ts';
import { createJourneys } from './support/journeys.ts';
import { genuineBody, paymentsOf } from './support/payments.ts';
import { newPerson, type Person } from './support/people.ts';
import { grantedPermissions, nameOf } from './support/permissions.ts';
import type { Outputs } from './support/stack.ts';
import { playback, settled, uploadFile, VIDEO } from './support/videos.ts';

/**
 * Used on no way that ends well: resolvers print only what goes wrong, and nobody but the provider itself could tell of
 * an order before it is known here.
 */
const ONLY_IN_NEED = /^ApiLog |^MembershipCreatePaymentOrder dynamodb:DeleteItem$/;

describe('the permissions of the template', () => {
  it('are all used on the way of a video, from sign-up to playback', async () => {
    const outputs = inject('outputs');
    const owner = await newPerson(outputs);
    const id = await uploadFile(outputs, owner, await fixture('short'));
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    await (await fetchOk((await playback(outputs, owner, id)).hlsUrl)).text();
    await ask(
      outputs,
      owner,
      '{ myVideos { items { id } } byStatus: myVideos(status: READY) { items { id } } }',
    );
    const journeys = createJourneys(outputs, owner, id, 60_000);
    for (const journey of [
      'me',
      'payments',
      'buy',
      'hearOfPayments',
      'reconcile',
      'playPremium',
      'uploadInParts',
      'feed',
      'like',
      'watch',
      'rename',
      'rate',
      'show',
      'edit',
      'caption',
      'confuseCaptions',
      'confuse',
      'lookAtNothing',
      'takeOver',
      'failLate',
      'cancel',
      'retry',
      'sweep',
      'deleteNothing',
      'discard',
      'discardPublished',
      'discardRunning',
      'hearLate',
      'erase',
    ] as const)
      await journeys[journey]();

    // What follows a table comes to it a moment later.
    await vi.waitFor(async () => {
      const calls = await readCalls(outputs);
      const unused = grantedPermissions()
        .map(nameOf)
        .filter((call) => !calls.get(call) && !ONLY_IN_NEED.test(call));
      expect(unused).toEqual([]);
    }, 30_000);
  });
});

describe('without one of them', () => {
  let stack: AlteredStack;
  let outputs: Outputs;
  let owner: Person;
  let videoId: string;
  beforeAll(async () => {
    const taken: Readonly<Record<string, RegExp>> = {
      'mediaconvert:CreateJob': /^PipelineSubmitJobRole/,
      'secretsmanager:GetSecretValue': /^(DeliveryPlayback|MembershipPaymentWebhook)Role/,
      'dynamodb:GetItem': /^ApiVideosDataSourceRole/,
    };
    stack = await startWithout((policyId, { Action }) => taken[String(Action)]?.test(policyId) ?? false);
    ({ outputs } = stack);
    owner = await newPerson(outputs);
    videoId = await uploadFile(outputs, owner, await fixture('short'));
  });
  afterAll(() => stack?.stop());

  /** Waits for a line with the denial in the log of a function or of the API. */
  const denial = (group: RegExp, action: string) =>
    vi.waitFor(async () => {
      const lines = await readLog(outputs, group);
      const line = lines.find((text) => text.includes(`is not authorized to perform: ${action}`));
      expect(line, lines.join('\n')).toBeDefined();
      return line!;
    }, 10_000);

  it('a function that lacks it fails by its name, and the upload waits for the mending', async () => {
    const line = await denial(/SubmitJob/, 'mediaconvert:CreateJob');
    expect(line).toContain('no identity-based policy allows the mediaconvert:CreateJob action');
    const { myVideos } = await ask<{ myVideos: { items: { id: string; status: string }[] } }>(
      outputs,
      owner,
      '{ myVideos { items { id status } } }',
    );
    expect(myVideos.items).toEqual([{ id: videoId, status: 'UPLOADED' }]);
  });

  it('a data source that lacks it is unavailable, and only the log says why', async () => {
    const { data, errors } = await graphql(outputs, owner, VIDEO, { id: videoId });
    expect(data).toEqual({ video: null });
    expect(errors).toMatchObject([{ errorType: 'Unavailable', data: null }]);
    expect(JSON.stringify(errors)).not.toMatch(/arn:|dynamodb|role/i);
    await denial(/Api/, 'dynamodb:GetItem');
  });

  it('a grant that cannot be signed leaves the rest of the answer as it is', async () => {
    await makeReady(outputs, videoId);
    const query = '{ myVideos { items { id status playback { hlsUrl } } } }';
    const { data, errors } = await graphql(outputs, owner, query);
    expect(data).toEqual({ myVideos: { items: [{ id: videoId, status: 'READY', playback: null }] } });
    expect(errors).toMatchObject([{ errorType: 'Unavailable', path: ['myVideos', 'items', 0, 'playback'] }]);
    expect(JSON.stringify(errors)).not.toMatch(/arn:|secret/i);
    await denial(/Playback/, 'secretsmanager:GetSecretValue');
  });

  it('a webhook that cannot read its keys takes nothing', async () => {
    const { keys, tell } = await paymentsOf(outputs);
    const body = genuineBody(keys, { id: 'order_1', amountMinor: 1 });
    expect(await tell(body)).toEqual({ status: 503, body: 'Service Unavailable' });
  });
});

describe('a queue that does not let S3 in', () => {
  it('is found when the bucket is made, as CloudFormation would', async () => {
    const s3 = ({ Principal }: { Principal?: unknown }) =>
      JSON.stringify(Principal ?? '').includes('s3.amazonaws');
    const started = startWithout(
      (_policyId, statement) => statement.Action === 'sqs:SendMessage' && s3(statement),
    );
    await expect(started).rejects.toThrow(
      /^StorageUploads\w+: Unable to validate the following destination configurations: .*sqs:SendMessage/,
    );
  });
});

async function physicalId(outputs: Outputs, type: string, logicalId: RegExp): Promise<string> {
  const { StackResourceSummaries = [] } = await new CloudFormationClient(awsClientOptions(outputs)).send(
    new ListStackResourcesCommand({ StackName: 'Playhead' }),
  );
  return StackResourceSummaries.find(
    ({ ResourceType, LogicalResourceId }) => ResourceType === type && logicalId.test(LogicalResourceId!),
  )!.PhysicalResourceId!;
}

async function readLog(outputs: Outputs, group: RegExp): Promise<string[]> {
  const logGroupName = await physicalId(outputs, 'AWS::Logs::LogGroup', group);
  const { events = [] } = await new CloudWatchLogsClient(awsClientOptions(outputs)).send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: '"is not authorized to perform"' }),
  );
  return events.map(({ message }) => message!);
}

/** As if it had been transcoded: grants are given for ready videos only. */
async function makeReady(outputs: Outputs, id: string): Promise<void> {
  await new DynamoDBClient(awsClientOptions(outputs)).send(
    new UpdateItemCommand({
      TableName: await physicalId(outputs, 'AWS::DynamoDB::GlobalTable', /Videos/),
      Key: { id: { S: id } },
      UpdateExpression: 'SET #status = :ready',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':ready': { S: 'READY' } },
    }),
  );
}
