import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budget } from './support/budget.ts';
import { callsDuring, count } from './support/calls.ts';
import { captionsOf } from './support/captions.ts';
import { fixture } from './support/fixtures.ts';
import { ask } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { broken, failed } from './support/rescue.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import { subscribe } from './support/subscribe.ts';
import { createUpload, ON_VIDEO_STATUS, settled, uploadFile } from './support/videos.ts';

/** What the making of a video costs in calls, from its upload to its captions; on a stack of its own, as `budgets.test.ts`. */
const MB = 1024 * 1024;
const place = await newPlace();
const { cost, note, print } = budget(() => outputs);
let stack: RunningStack;
let outputs: Outputs;
let owner: Person;
let videoId: string;

beforeAll(async () => {
  stack = await startStack(place);
  ({ outputs } = stack);
  owner = await newPerson(outputs);
  videoId = await uploadFile(outputs, owner, await fixture('tiny'));
  await settled(outputs, owner, videoId);
});
afterAll(async () => {
  print();
  await stack.stop();
  await removePlace(place);
});

describe('what an upload costs', () => {
  it('createUpload is two calls, for a form and for parts', async () => {
    for (const size of [1000, 101 * MB])
      expect(await cost(`createUpload, ${size} bytes`, () => createUpload(outputs, owner, size))).toEqual({
        'ApiCreateUploadDataSource lambda:InvokeFunction': 1,
        'UploadCreateUpload dynamodb:Query': 1,
        'UploadCreateUpload dynamodb:PutItem': 1,
      });
  });

  it('signUploadParts is one GetItem, however many parts', async () => {
    const { videoId: large } = await createUpload(outputs, owner, 101 * MB);
    const sign = 'mutation($id: ID!) { signUploadParts(videoId: $id, partNumbers: [1, 2, 3]) { url } }';
    expect(await cost('signUploadParts, 3 parts', () => ask(outputs, owner, sign, { id: large }))).toEqual({
      'ApiSignUploadPartsDataSource lambda:InvokeFunction': 1,
      'UploadSignUploadParts dynamodb:GetItem': 1,
    });
  });
});

describe('what the way of a video costs', () => {
  it('a subscription is one GetItem', async () => {
    const watch = async () => (await subscribe(outputs, owner, ON_VIDEO_STATUS, { videoId })).close();
    expect(await cost('onVideoStatus', watch)).toEqual({ 'ApiVideosDataSource dynamodb:GetItem': 1 });
  });

  it.each([
    ['one job', 'short', 3],
    ['two jobs', 'parted', 4],
  ] as const)(
    'by %s: a read and a few writes to its jobs, then a write and a publish an event',
    async (jobs, name, made) => {
      const calls = await callsDuring(outputs, async () => {
        const id = await uploadFile(outputs, owner, await fixture(name));
        const live = await subscribe<{ status: string }>(outputs, owner, ON_VIDEO_STATUS, { videoId: id });
        await live.next(({ status }) => status === 'READY');
        live.close();
      });
      const events = count(calls, /^events.amazonaws.com sqs:SendMessage$/);
      const writes = count(calls, /^PipelineJobEvents dynamodb:UpdateItem$/);
      const publishes = count(calls, /^PipelineJobEvents appsync:GraphQL$/);
      note(`to ${jobs}`, `1 × GetItem, ${made} × UpdateItem`);
      note(`${events} events of ${jobs}`, `${writes} × UpdateItem, ${publishes} × publish`);
      // It is claimed, pinned, and each job recorded.
      expect(count(calls, /^PipelineSubmitJob dynamodb:GetItem$/)).toBe(1);
      expect(count(calls, /^PipelineSubmitJob dynamodb:UpdateItem$/)).toBe(made);
      expect(publishes).toBeGreaterThan(1);
      // An event that a faster one overtook is written in vain and not published.
      expect(publishes).toBeLessThanOrEqual(writes);
      // Where the other job's state was not what it mostly is, a second write says so.
      expect(writes).toBeLessThanOrEqual(events);
      // No other table call than the write itself.
      expect(count(calls, /^PipelineJobEvents dynamodb:/)).toBe(writes);
    },
  );
});

describe('what captions cost', () => {
  it('is a write for their form, two calls for their file, and one write for their end', async () => {
    const captions = captionsOf(outputs, owner, videoId);
    const forms: Awaited<ReturnType<typeof captions.ticket>>[] = [];
    const add = async () => void forms.push(await captions.ticket('en'));
    expect(await cost('addCaptions', add)).toEqual({
      'ApiAddCaptionsDataSource lambda:InvokeFunction': 1,
      'CaptionsAddCaptions dynamodb:UpdateItem': 1,
    });
    const calls = await cost('captions that arrive', async () => {
      await captions.send(forms[0]!, 'WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n');
      await captions.settled('en');
    });
    // Others wait for it by asking.
    expect(of(calls, /^Captions/)).toEqual({
      'CaptionsProcessCaptions dynamodb:GetItem': 1,
      'CaptionsProcessCaptions dynamodb:UpdateItem': 1,
    });
    expect(await cost('removeCaptions', () => captions.remove('en'))).toEqual({
      'ApiRemoveCaptionsDataSource lambda:InvokeFunction': 1,
      'CaptionsRemoveCaptions dynamodb:UpdateItem': 1,
    });
  });
});

describe('what taking a hand in the making costs', () => {
  it('is three calls to end it: it is read, ended, and settled once all of it is cleared away', async () => {
    const id = await broken(outputs, owner, { status: 'PROCESSING' });
    const cancel = 'mutation($id: ID!) { cancelUpload(videoId: $id) { id status } }';
    expect(await cost('cancelUpload', () => ask(outputs, owner, cancel, { id }))).toEqual({
      'ApiCancelUploadDataSource lambda:InvokeFunction': 1,
      'InterventionCancelUpload dynamodb:GetItem': 1,
      'InterventionCancelUpload dynamodb:UpdateItem': 2,
    });
  });

  it('is two to begin it anew', async () => {
    const id = await failed(outputs, owner);
    const retry = 'mutation($id: ID!) { retryProcessing(id: $id) { id status } }';
    const calls = await cost('retryProcessing', () => ask(outputs, owner, retry, { id }));
    // Whoever looks at the video has begun already.
    expect(of(calls, /^(Api|Intervention)/)).toEqual({
      'ApiRetryProcessingDataSource lambda:InvokeFunction': 1,
      'InterventionRetryProcessing dynamodb:GetItem': 1,
      'InterventionRetryProcessing dynamodb:UpdateItem': 1,
    });
  });
});

/** Those calls that are of these roles. */
const of = (calls: Readonly<Record<string, number>>, roles: RegExp) =>
  Object.fromEntries(Object.entries(calls).filter(([call]) => roles.test(call)));
