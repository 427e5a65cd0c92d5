import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWithout, type AlteredStack, type Statement } from './support/altered-stack.ts';
import { readDenials } from './support/calls.ts';
import { fixture } from './support/fixtures.ts';
import { createJourneys, type Journeys } from './support/journeys.ts';
import { newPerson } from './support/people.ts';
import {
  grantedPermissions,
  nameOf,
  rolePolicies,
  type Permission,
  type RolePolicies,
} from './support/permissions.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import { settled, uploadFile } from './support/videos.ts';

/**
 * Each action of each role is taken away, alone, and the journey that needs it is made: IAM must refuse exactly
 * this action to exactly this role. The tests are made from the template: a permission that is added to it
 * without a journey here fails.
 */
const permissions = grantedPermissions();

/** Which journey needs what, by `<role> <action>`; the first that fits. */
const JOURNEYS: readonly (readonly [RegExp, keyof Journeys])[] = [
  [/^IdentityProfileCreated /, 'signUp'],
  [/^(Api|Upload)CreateUpload/, 'upload'],
  [/^(Api|Upload)SignUploadParts/, 'signParts'],
  [/^UploadCompleteUpload s3:GetObject$/, 'uploadInParts'],
  [/^(Api|Upload)CompleteUpload/, 'completeNothing'],
  [/^ApiAccountsDataSource dynamodb:UpdateItem$/, 'rename'],
  [/^ApiAccountsDataSource dynamodb:Query$/, 'payments'],
  [/^ApiAccounts/, 'me'],
  [/^ApiVideosDataSource dynamodb:GetItem$/, 'video'],
  [/^ApiVideosDataSource dynamodb:Query$/, 'myVideos'],
  [/^ApiShelves/, 'feed'],
  [/^ApiEngagementsDataSource dynamodb:GetItem$/, 'watch'],
  [/^Api(Videos|Engagements|People)/, 'like'],
  [/^ApiLog /, 'video'],
  [/^DeliveryPlayback dynamodb:GetItem$/, 'playPremium'],
  [/^(ApiPlayback|Delivery)/, 'play'],
  [/^(ApiUpdateVideo|Editing)/, 'edit'],
  [/^CaptionsProcessCaptions sqs:SendMessage$/, 'confuseCaptions'],
  [/^(ApiAddCaptions|ApiRemoveCaptions|Captions)/, 'caption'],
  [/^(ApiCancelUpload|InterventionCancelUpload)/, 'cancel'],
  [/^(ApiRetryProcessing|InterventionRetryProcessing)/, 'retry'],
  [/^SweeperSweep /, 'sweep'],
  [/^ApiDeleteVideo/, 'deleteNothing'],
  [/^ErasureDeleteFiles mediaconvert:CancelJob$/, 'discardRunning'],
  [/^ErasureDeleteFiles cloudfront:CreateInvalidation$/, 'discardPublished'],
  [/^ErasureDeleteFiles /, 'discard'],
  [/^ErasureEraseAccount /, 'erase'],
  [/^PipelineSubmitJob s3:DeleteObject$/, 'hearLate'],
  [/^Pipeline\w+ sqs:SendMessage$/, 'confuse'],
  [/^PipelineJobEvents (s3:AbortMultipartUpload|mediaconvert:GetJob)$/, 'failLate'],
  [/^PipelineJobEvents (s3:ListBucket|s3:DeleteObject|mediaconvert:CancelJob)$/, 'hearLate'],
  [/^PipelineSubmitJob s3:ListBucket$/, 'lookAtNothing'],
  [/^PipelineSubmitJob mediaconvert:ListJobs$/, 'takeOver'],
  [/^Pipeline/, 'transcode'],
  [/^EngagementCountEngagement /, 'rate'],
  [/^CatalogueProjectCatalog /, 'show'],
  [/^(Api|Membership)(PaymentOrder|CreatePaymentOrder|ConfirmPayment)/, 'buy'],
  [/^MembershipPaymentWebhook /, 'hearOfPayments'],
  [/^MembershipReconcilePayments /, 'reconcile'],
];

/** What is asked for only when a function's environment is new: taken away before there is one. */
const AT_FIRST = / logs:CreateLogStream$/;
/**
 * Keys stay in a function's memory: `permissions.test.ts` takes them away. That an order was told of before it was known
 * is played where its functions are tested.
 */
const ELSEWHERE =
  /^(DeliveryPlayback|Membership\w+) secretsmanager:GetSecretValue$|^MembershipCreatePaymentOrder dynamodb:DeleteItem$/;
/** What is asked for when the stack is made: whoever follows a queue or a table must be able to from the beginning. */
const AT_CREATION =
  / sqs:GetQueueAttributes$| dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$|^(Catalogue|Engagement|Erasure)\w+ sqs:SendMessage$/;

/**
 * Asked for without being granted: a master is put together from what its jobs have made so far, all of which is asked for
 * at once. Of what is not there S3 says so only to those who may list, and to nobody else anything: that is enough.
 */
const NOT_NEEDED = ['DeliveryPlaylist s3:ListBucket'];

/** How long a refusal may take, and how long an upload that is refused is watched, in milliseconds. */
const PATIENCE_MS = 30_000;
/** How long until a journey that met no refusal is made again, in milliseconds. */
const AGAIN_MS = 300;

const isRunning = (permission: Permission) =>
  ![AT_FIRST, AT_CREATION, ELSEWHERE].some((pattern) => pattern.test(nameOf(permission)));

describe('without the permission, from a running stack,', () => {
  let place: Awaited<ReturnType<typeof newPlace>>;
  let stack: RunningStack;
  let journeys: Journeys;
  let policies: RolePolicies;
  beforeAll(async () => {
    place = await newPlace();
    stack = await startStack(place);
    journeys = await prepare(stack.outputs);
    policies = await rolePolicies(stack.outputs);
  });
  afterAll(async () => {
    await stack?.stop();
    if (place) await removePlace(place);
  });

  it('nothing is refused', async () => {
    for (const journey of [
      'signUp',
      'me',
      'payments',
      'buy',
      'hearOfPayments',
      'reconcile',
      'myVideos',
      'video',
      'feed',
      'like',
      'watch',
      'rename',
      'show',
      'play',
      'playPremium',
      'transcode',
      'uploadInParts',
      'rate',
    ] as const)
      await journeys[journey]();
    const refused = [...(await readDenials(stack.outputs))].filter(([, times]) => times > 0);
    expect(refused.map(([name]) => name).filter((name) => !NOT_NEEDED.includes(name))).toEqual([]);
  });

  it.each(permissions.filter(isRunning).map((one) => [nameOf(one), one] as const))(
    '%s is refused',
    async (name, permission) => {
      await policies.without([permission, ...companionsOf(permission)], () =>
        refusal(stack.outputs, name, journeyOf(permission, journeys)),
      );
    },
  );

  it('all is well again', async () => {
    await journeys.signUp();
    await journeys.play();
    await journeys.transcode();
  });
});

describe('without the permission, from the first call on,', () => {
  let stack: AlteredStack;
  let journeys: Journeys;
  let policies: RolePolicies;
  const early = permissions.filter((one) => AT_FIRST.test(nameOf(one)));
  beforeAll(async () => {
    stack = await startWithout((policyId, { Action }) =>
      early.some((one) => one.policyId === policyId && one.action === Action),
    );
    journeys = await prepare(stack.outputs);
    policies = await rolePolicies(stack.outputs);
  });
  afterAll(() => stack?.stop());

  it.each(early.map((one) => [nameOf(one), one] as const))('%s is refused', async (name, permission) => {
    await policies.without(companionsOf(permission), () =>
      refusal(stack.outputs, name, journeyOf(permission, journeys)),
    );
  });
});

describe('without the permission, when the stack is made,', () => {
  it.each(
    permissions.filter((one) => AT_CREATION.test(nameOf(one))).map((one) => [nameOf(one), one] as const),
  )('%s is missed', async (_name, { policyId, action }) => {
    const taken = (id: string, { Action }: Statement) => id === policyId && Action === action;
    await expect(startWithout(taken)).rejects.toThrow(
      /execution role does not have permissions to call|^\w+: Cannot access stream/,
    );
  });
});

/** Makes the journey until it meets the refusal: of this action, to this role. */
async function refusal(outputs: Outputs, name: string, journey: () => Promise<void>): Promise<void> {
  const before = (await readDenials(outputs)).get(name) ?? 0;
  const isRefused = async () => ((await readDenials(outputs)).get(name) ?? 0) > before;
  const deadline = Date.now() + PATIENCE_MS;
  let outcome: unknown;
  let underway: Promise<unknown> | undefined;
  while (Date.now() < deadline) {
    // A journey may fail or go on, and a permission may still hold that was asked for a moment ago: then once more.
    underway ??= journey().then(
      () => (outcome = 'the journey succeeded'),
      (error: unknown) => (outcome = error),
    );
    const isOver = await Promise.race([underway.then(() => true), sleep(20, false)]);
    if (isOver) {
      await sleep(AGAIN_MS);
      underway = undefined;
    }
    if (await isRefused()) return;
  }
  expect.fail(`${name} was not refused: ${String(outcome)}`);
}

function journeyOf(permission: Permission, journeys: Journeys): () => Promise<void> {
  const found = JOURNEYS.find(([pattern]) => pattern.test(nameOf(permission)));
  if (!found) throw new Error(`No journey is known that needs ${nameOf(permission)}: write one.`);
  return journeys[found[1]];
}

/** What else must be missing, for the permission to be asked for at all. */
function companionsOf({ role }: Permission): readonly Permission[] {
  // Resolvers print only what goes wrong.
  return role === 'ApiLog'
    ? permissions.filter((one) => nameOf(one) === 'ApiVideosDataSource dynamodb:GetItem')
    : [];
}

async function prepare(outputs: Outputs): Promise<Journeys> {
  const owner = await newPerson(outputs);
  const videoId = await uploadFile(outputs, owner, await fixture('short'));
  await settled(outputs, owner, videoId);
  return createJourneys(outputs, owner, videoId, PATIENCE_MS);
}
