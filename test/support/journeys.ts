import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { vi } from 'vitest';
import { awsClientOptions } from './aws.ts';
import { captionsOf } from './captions.ts';
import { counted } from './counts.ts';
import { deleteVideo, eraseAccount, lateEvents, videoFiles } from './deletion.ts';
import { fixture } from './fixtures.ts';
import { ask } from './graphql.ts';
import { fetchOk } from './hls.ts';
import { becomes } from './membership.ts';
import { completeNothing, LARGE, sendFirstPart, uploadParts } from './parts.ts';
import { buy, hearOfPayments, reconcile } from './paying.ts';
import { newPerson, type Person } from './people.ts';
import { broken, cancelBroken, retryBroken, sweepBroken } from './rescue.ts';
import { rowsOf, videoRow, type Row } from './rows.ts';
import type { Outputs } from './stack.ts';
import { stackOutput } from './tables.ts';
import { createUpload, playback, settled, uploadFile, VIDEO } from './videos.ts';

/** What somebody does with the product, from its outside. A journey throws when it does not end as it should. */
export interface Journeys {
  signUp(): Promise<void>;
  /** Their account, and their profile as others see it. */
  me(): Promise<void>;
  payments(): Promise<void>;
  buy(): Promise<void>;
  hearOfPayments(): Promise<void>;
  /** Payment orders are asked about. */
  reconcile(): Promise<void>;
  myVideos(): Promise<void>;
  video(): Promise<void>;
  /** A page of what is public. */
  feed(): Promise<void>;
  /** Likes the video, and looks at the page of what they like, with its people. */
  like(): Promise<void>;
  /** Watches on, from a moment that is not under a lease. */
  watch(): Promise<void>;
  rename(): Promise<void>;
  /** Shows the video to everybody, waits until it is in the feed, and hides it again. */
  show(): Promise<void>;
  play(): Promise<void>;
  /** Is given what somebody else has for members. */
  playPremium(): Promise<void>;
  upload(): Promise<void>;
  /** Gives the video other stars than before, and waits until they are counted. */
  rate(): Promise<void>;
  /** An upload that is watched until it can be played. */
  transcode(): Promise<void>;
  uploadInParts(): Promise<void>;
  /** The first part of a large upload. */
  signParts(): Promise<void>;
  /** Completes a large upload of which no part was sent: always in vain. */
  completeNothing(): Promise<void>;
  edit(): Promise<void>;
  /** Captions that are added until players can choose them, and taken away again. */
  caption(): Promise<void>;
  /** A message that is no event comes to the queue of captions. */
  confuseCaptions(): Promise<void>;
  /** Messages that are no events come to the queues of uploads and of jobs. */
  confuse(): Promise<void>;
  /** The job of a video that failed, and that was sent in parts, comes to its end. */
  failLate(): Promise<void>;
  /** Deletes a video that somebody else has deleted: always in vain. */
  deleteNothing(): Promise<void>;
  /** An upload in parts that is deleted before the first. */
  discard(): Promise<void>;
  /** A video that is deleted when it can be watched. */
  discardPublished(): Promise<void>;
  /** A video that is deleted while its job may be at work. */
  discardRunning(): Promise<void>;
  /** A deleted video's file arrives, and its job is heard of. */
  hearLate(): Promise<void>;
  /** Somebody signs up, begins a video, likes it, and has all of that erased. */
  erase(): Promise<void>;
  /** Cancels an upload whose job may be at work. */
  cancel(): Promise<void>;
  /** Begins a video again that failed and was not cleared away. */
  retry(): Promise<void>;
  /** The sweeper comes to videos that broke off. */
  sweep(): Promise<void>;
  /** Somebody is to look at an upload that has not arrived. */
  lookAtNothing(): Promise<void>;
  /** Another worker goes on where one died that may have made a job. Of the file there is nothing left. */
  takeOver(): Promise<void>;
}

/**
 * @param owner whose uploads these are
 * @param videoId a video of theirs that is ready
 * @param patience how long an upload may take to be ready, in milliseconds
 */
export function createJourneys(outputs: Outputs, owner: Person, videoId: string, patience: number): Journeys {
  let stars = 0;
  return {
    async signUp() {
      await newPerson(outputs);
    },
    async me() {
      await ask(outputs, owner, `{ me { id } profile(id: "${owner.sub}") { id } }`);
    },
    async payments() {
      await ask(outputs, owner, '{ myPayments { items { id } } }');
    },
    // Somebody else each time: nobody makes more than a few orders a day.
    buy: async () => buy(outputs, await newPerson(outputs)),
    hearOfPayments: async () => hearOfPayments(outputs, await newPerson(outputs)),
    reconcile: async () => reconcile(outputs, await newPerson(outputs)),
    async myVideos() {
      await ask(outputs, owner, '{ myVideos { items { id } } }');
    },
    async video() {
      await ask(outputs, owner, VIDEO, { id: videoId });
    },
    async feed() {
      await ask(outputs, owner, '{ videos { items { id } } }');
    },
    async like() {
      await ask(outputs, owner, 'mutation($id: ID!) { likeVideo(videoId: $id) { id } }', { id: videoId });
      await ask(outputs, owner, '{ likedVideos { items { id viewer { liked } owner { displayName } } } }');
    },
    async watch() {
      // The end is under no lease.
      const { video } = await ask<{ video: { durationSeconds: number } }>(outputs, owner, VIDEO, {
        id: videoId,
      });
      const variables = { id: videoId, at: video.durationSeconds };
      await ask(
        outputs,
        owner,
        'mutation($id: ID!, $at: Float!) { recordProgress(videoId: $id, positionSeconds: $at) { liked } }',
        variables,
      );
    },
    async rename() {
      await ask(outputs, owner, 'mutation { updateProfile(input: { displayName: "Ada" }) { id } }');
    },
    async show() {
      const update = (visibility: string) =>
        ask(outputs, owner, 'mutation($input: UpdateVideoInput!) { updateVideo(input: $input) { id } }', {
          input: { id: videoId, visibility },
        });
      await update('PUBLIC');
      await vi.waitFor(
        async () => {
          const { videos } = await ask<{ videos: { items: { id: string }[] } }>(
            outputs,
            'guest',
            '{ videos(limit: 100) { items { id } } }',
          );
          if (!videos.items.some(({ id }) => id === videoId)) throw new Error('The video is in no feed.');
        },
        { timeout: patience, interval: 200 },
      );
      await update('PRIVATE');
    },
    async play() {
      await (await fetchOk((await playback(outputs, owner, videoId)).hlsUrl)).text();
    },
    playPremium: () => playPremium(outputs, owner),
    async upload() {
      await uploadFile(outputs, owner, await fixture('short'));
    },
    async rate() {
      stars = (stars % 5) + 1;
      await ask(outputs, owner, RATE, { id: videoId, stars });
      await counted(outputs, owner, videoId, { ratingAverage: stars }, patience);
    },
    async transcode() {
      const id = await uploadFile(outputs, owner, await fixture('short'));
      const { status } = await settled(outputs, owner, id, patience);
      if (status !== 'READY') throw new Error(`The video ended ${status}.`);
    },
    uploadInParts: () => uploadParts(outputs, owner),
    signParts: () => sendFirstPart(outputs, owner),
    completeNothing: () => completeNothing(outputs, owner),
    async edit() {
      const edit = 'mutation($id: ID!) { updateVideo(input: { id: $id, title: "Another" }) { id } }';
      await ask(outputs, owner, edit, { id: videoId });
    },
    async caption() {
      const captions = captionsOf(outputs, owner, videoId);
      const file = 'WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n';
      await captions.send(await captions.ticket('en'), file);
      await captions.settled('en', patience);
      const { errors } = await captions.remove('en');
      if (errors) throw new Error(JSON.stringify(errors));
    },
    confuseCaptions: () => send(outputs, 'Arrived', {}),
    async confuse() {
      for (const queue of ['Uploaded', 'StateChanges'] as const) await send(outputs, queue, {});
    },
    failLate: () => failLate(outputs, owner, patience),
    async deleteNothing() {
      const { errors } = await deleteVideo(outputs, owner, 'missing');
      if (errors?.[0]?.errorType !== 'NotFound') throw new Error(JSON.stringify(errors));
    },
    async discard() {
      const { videoId } = await createUpload(outputs, owner, LARGE);
      await discarded(outputs, owner, videoId, patience);
    },
    async discardPublished() {
      const watched = { status: 'READY', publishedAt: new Date().toISOString() };
      await discarded(outputs, owner, await broken(outputs, owner, watched), patience);
    },
    async discardRunning() {
      await discarded(outputs, owner, await broken(outputs, owner, { status: 'PROCESSING' }), patience);
    },
    async hearLate() {
      const [files, late] = [await videoFiles(outputs), await lateEvents(outputs)];
      await files.write('deleted', 'late.cmfv');
      await late.uploaded('deleted');
      for (const status of ['PROGRESSING', 'COMPLETE']) await late.job('deleted', owner.sub, status);
      await vi.waitUntil(async () => (await files.list('deleted')).length === 0, {
        timeout: patience,
        interval: 100,
      });
    },
    async erase() {
      const person = await newPerson(outputs);
      const { videoId: id } = await createUpload(outputs, person, 10);
      await ask(outputs, person, 'mutation($id: ID!) { likeVideo(videoId: $id) { id } }', { id });
      const { complete } = await eraseAccount(outputs, person.sub);
      if (!complete) throw new Error('Something is left.');
    },
    cancel: () => cancelBroken(outputs, owner),
    retry: () => retryBroken(outputs, owner),
    sweep: () => sweepBroken(outputs, owner),
    async lookAtNothing() {
      const { videoId } = await createUpload(outputs, owner, 1000);
      await send(outputs, 'Uploaded', { videoId });
    },
    takeOver: () => takeOver(outputs, owner, patience),
  };
}

async function playPremium(outputs: Outputs, viewer: Person): Promise<void> {
  const rows = await rowsOf(outputs);
  const id = `premium-${randomUUID()}`;
  await rows.put('Videos', videoRow({ id, access: 'PREMIUM' }));
  await becomes(rows, viewer.sub);
  await playback(outputs, viewer, id);
  rows.close();
}

async function failLate(outputs: Outputs, owner: Person, timeout: number): Promise<void> {
  const [rows, late] = [await rowsOf(outputs), await lateEvents(outputs)];
  const id = `failed-${randomUUID()}`;
  const { upload, ...row } = videoRow({
    id,
    ownerId: owner.sub,
    status: 'FAILED',
    attempt: 1,
    jobId: 'late-job',
    done: undefined,
  });
  const sentInParts = { ...(upload as Row), method: 'MULTIPART', uploadId: 'of-no-upload', partCount: 2 };
  await rows.put('Videos', { ...row, upload: sentInParts, open: 'OPEN#0', leaseUntil: Date.now() + timeout });
  await late.job(id, owner.sub, 'ERROR');
  await vi.waitUntil(async () => !('open' in (await rows.get('Videos', { id }))!), {
    timeout,
    interval: 100,
  });
  rows.close();
}

const RATE = 'mutation($id: ID!, $stars: Int!) { rateVideo(videoId: $id, stars: $stars) { id } }';
/** Deletes a video and waits until S3 has nothing of it. */
async function discarded(outputs: Outputs, owner: Person, id: string, timeout: number): Promise<void> {
  const { errors } = await deleteVideo(outputs, owner, id);
  if (errors) throw new Error(JSON.stringify(errors));
  const files = await videoFiles(outputs);
  await vi.waitUntil(async () => (await files.list(id)).length === 0, { timeout, interval: 100 });
}

async function takeOver(outputs: Outputs, owner: Person, timeout: number): Promise<void> {
  const claimed = {
    status: 'UPLOADED',
    jobId: undefined,
    claimedBy: 'who died',
    sourceEtag: 'none',
    starts: 1,
  };
  const id = await broken(outputs, owner, claimed);
  await send(outputs, 'Uploaded', { videoId: id });
  const rows = await rowsOf(outputs);
  await vi.waitUntil(async () => (await rows.get('Videos', { id }))!['status'] === 'FAILED', {
    timeout,
    interval: 100,
  });
  rows.close();
}

/** Puts a message into one of the queues. */
async function send(
  outputs: Outputs,
  queue: 'Uploaded' | 'StateChanges' | 'Arrived',
  message: object,
): Promise<void> {
  await new SQSClient(awsClientOptions(outputs)).send(
    new SendMessageCommand({
      QueueUrl: await stackOutput(outputs, `${queue}QueueUrl`),
      MessageBody: JSON.stringify(message),
    }),
  );
}
