import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { CancelJobCommand, GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { deleteVideo, videoFiles } from './support/deletion.ts';
import { fixture, type FixtureName } from './support/fixtures.ts';
import { jobsOf, partOf } from './support/jobs.ts';
import { newPerson, type Person } from './support/people.ts';
import { runScript } from './support/scripts.ts';
import { subscribe } from './support/subscribe.ts';
import {
  createUpload,
  ON_VIDEO_STATUS,
  postForm,
  readVideo,
  settled,
  type StatusEvent,
} from './support/videos.ts';

const outputs = inject('outputs');
const mediaConvert = new MediaConvertClient(awsClientOptions(outputs));
const sqs = new SQSClient(awsClientOptions(outputs));

let owner: Person;
/** Address of the queue of state changes, and of its dead letters. */
let queue: string;
let deadLetters: string;
beforeAll(async () => {
  owner = await newPerson(outputs);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  queue = QueueUrls.find((url) => url.includes('StateChangesQueue'))!;
  deadLetters = QueueUrls.find((url) => url.includes('StateChangesDeadLetters'))!;
});

async function uploaded(name: FixtureName) {
  const file = await openAsBlob(await fixture(name));
  const { videoId, ...ticket } = await createUpload(outputs, owner, file.size);
  const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
  expect((await postForm({ videoId, ...ticket }, file)).ok).toBe(true);
  return { videoId, live };
}

/** Of two jobs the one that makes the higher renditions. */
const jobOf = async (videoId: string) =>
  (await jobsOf(outputs, videoId)).find((job) => partOf(job) === 'FULL')!;

const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));

/** How many messages the queue holds, seen and unseen. */
async function held(QueueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const count = (name: string) => Number(Attributes![`ApproximateNumberOfMessages${name}` as 'All']);
  return count('') + count('NotVisible');
}

describe('a job', () => {
  it('that is canceled while it runs ends its video FAILED, to be tried again', async () => {
    const { videoId, live } = await uploaded('clip');
    // Its early part is done, and the other has come some of its way.
    await live.next(({ status, progress }) => status === 'PLAYABLE' && (progress ?? 0) > 20);
    const { Id } = await jobOf(videoId);
    const { Job: running } = await mediaConvert.send(new GetJobCommand({ Id }));
    expect(running).toMatchObject({ Status: 'PROGRESSING', CurrentPhase: 'TRANSCODING' });
    await mediaConvert.send(new CancelJobCommand({ Id }));

    const failed = await live.next(({ status }) => status === 'FAILED');
    expect(failed.failure).toMatchObject({ code: 'CANCELED', retryable: true });
    expect(await readVideo(outputs, owner, videoId)).toMatchObject({
      status: 'FAILED',
      version: failed.version,
    });
    live.close();
    const files = await videoFiles(outputs);
    await vi.waitFor(
      async () => expect((await files.list(videoId)).filter((key) => key.startsWith('videos/'))).toEqual([]),
      { timeout: 15_000, interval: 100 },
    );
  });
});

describe('an event of a job', () => {
  it('that is late, of another job or of another attempt or comes twice changes nothing, and nobody hears of it', async () => {
    const { videoId, live } = await uploaded('tiny');
    const { version } = await settled(outputs, owner, videoId);
    await live.next(() => live.events.length >= version - 1);
    const known = [...live.events];
    const job = await jobOf(videoId);
    const event = (status: string, more: object = {}) =>
      send(
        JSON.stringify({
          'detail-type': 'MediaConvert Job State Change',
          source: 'aws.mediaconvert',
          detail: { jobId: job.Id, userMetadata: job.UserMetadata, status, ...more },
        }),
      );
    await event('PROGRESSING');
    await event('STATUS_UPDATE', { jobProgress: { jobPercentComplete: 50 } });
    await event('ERROR', { errorCode: 1040, errorMessage: 'late' });
    await event('CANCELED');
    await event('COMPLETE', { jobId: 'of-another' });
    await event('COMPLETE', { userMetadata: { ...job.UserMetadata, attempt: '2' } });
    await event('COMPLETE', { userMetadata: { ...job.UserMetadata, videoId: 'nobody' } });
    await event('COMPLETE', { userMetadata: {} });
    await event('COMPLETE');
    await vi.waitFor(async () => expect(await held(queue)).toBe(0), { timeout: 15_000, interval: 100 });

    expect(live.events).toEqual(known);
    expect(await readVideo(outputs, owner, videoId)).toMatchObject({ status: 'READY', version });
    live.close();
  });

  it('that nobody understands ends among the dead letters, which say why, and holds up no other', async () => {
    // Others put dead letters there at the same time.
    const mark = randomUUID();
    const reasonOf = new Map([
      [`no JSON ${mark}`, 'The message is no JSON.'],
      ...[`{"of":"${mark}"}`, `"${mark}"`, `{"detail":null,"of":"${mark}"}`].map(
        (body) => [body, 'The message is no event of a MediaConvert job.'] as const,
      ),
    ]);
    for (const body of reasonOf.keys()) await send(body);
    const { videoId, live } = await uploaded('tiny');
    live.close();
    expect(await settled(outputs, owner, videoId)).toMatchObject({ status: 'READY' });
    const redrive = (...options: string[]) =>
      runScript('redrive.ts', ['--queue', 'StateChanges', ...options], outputs);
    const areListed = () =>
      vi.waitFor(
        async () => {
          const { stdout, stderr } = await redrive('--dry-run');
          expect(stderr).toBe('');
          for (const [body, reason] of reasonOf)
            expect(stdout).toContain(`reason   ${reason}\n  message  ${body}\n`);
        },
        { timeout: 30_000, interval: 100 },
      );
    await areListed();

    // Sent back, they are what they were; and what can be worked on is done.
    expect((await redrive()).stdout).toMatch(/ of which (?:[4-9]|\d\d+) were sent back\./);
    await areListed();
    await sqs.send(new PurgeQueueCommand({ QueueUrl: deadLetters }));
  });

  it('that tells of a fault of the service begins another attempt, and nothing is left of the first', async () => {
    const { videoId, live } = await uploaded('clip');
    await live.next(({ progress }) => (progress ?? 0) > 5);
    const job = await jobOf(videoId);
    const fault = { status: 'ERROR', errorCode: 1999, errorMessage: 'An internal error.' };
    await send(JSON.stringify({ detail: { jobId: job.Id, userMetadata: job.UserMetadata, ...fault } }));
    const again = await live.next(({ status, version }) => status === 'UPLOADED' && version > 2);
    expect(again).toMatchObject({ progress: null, failure: null });
    await live.next(({ status, version }) => status === 'PROCESSING' && version > again.version);
    live.close();
    // The first attempt's own job is canceled as soon as it is heard of.
    const files = await videoFiles(outputs);
    await vi.waitFor(
      async () =>
        expect((await files.list(videoId)).filter((key) => key.startsWith(`videos/${videoId}/1/`))).toEqual(
          [],
        ),
      { timeout: 15_000, interval: 100 },
    );
    expect((await deleteVideo(outputs, owner, videoId)).errors).toBeUndefined();
  });
});
