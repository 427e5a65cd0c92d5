import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientOptions } from './aws.ts';
import { captionsOf } from './captions.ts';
import { videoFiles } from './deletion.ts';
import { fixture } from './fixtures.ts';
import { graphql } from './graphql.ts';
import type { Person } from './people.ts';
import { rowsOf, videoRow, type Row } from './rows.ts';
import type { Outputs } from './stack.ts';
import { sweep } from './sweeping.ts';
import { stackOutput } from './tables.ts';
import type { Point, Tap } from './tap.ts';
import { createUpload, postForm } from './videos.ts';

/*
 * Videos in whatever state, each of which is to be killed at a point of its own.
 */

/** Where they are made. */
export interface Scene {
  readonly outputs: Outputs;
  readonly owner: Person;
  readonly tap: Tap;
}

/** Begins a video that stops at a point; answers with its id. */
export type Begin = (scene: Scene, point: Point) => Promise<string>;

/** A file is uploaded that needs two jobs. */
export const uploaded: Begin = async ({ outputs, owner, tap }, point) => {
  const bytes = await readFile(await fixture('twoParts'));
  const ticket = await createUpload(outputs, owner, bytes.length);
  tap.stopAt([ticket.videoId], point);
  const { ok, status } = await postForm(ticket, new Blob([bytes]));
  if (!ok) throw new Error(`The upload was refused: ${status}`);
  return ticket.videoId;
};

/** An operator puts a row where it is, with a file and outputs of its attempt. */
async function put({ outputs, owner }: Scene, changes: Row): Promise<{ id: string; row: Row }> {
  const id = randomUUID().replaceAll('-', '');
  const bytes = await readFile(await fixture('tiny'));
  const s3 = new S3Client({ ...awsClientOptions(outputs), forcePathStyle: true });
  const [uploads, made] = [
    await stackOutput(outputs, 'UploadBucketName'),
    await stackOutput(outputs, 'OutputBucketName'),
  ];
  const pinnedKey = `sources/${id}/source`;
  await s3.send(new PutObjectCommand({ Bucket: uploads, Key: pinnedKey, Body: bytes }));
  await s3.send(new PutObjectCommand({ Bucket: made, Key: `posters/${id}/1/poster.jpg`, Body: 'poster' }));
  await (await videoFiles(outputs)).write(id, 'left.cmfv');

  const { publishedAt: _never, ...row } = videoRow({ id, ownerId: owner.sub, ...UNDER_WAY, ...changes });
  const upload = { ...(row['upload'] as Row), sizeBytes: bytes.length, ...(changes['upload'] as Row) };
  const whole = { ...row, upload, posterToken: id, pinnedKey, jobId: `lost-${id}`, visibility: 'PRIVATE' };
  const rows = await rowsOf(outputs);
  await rows.put('Videos', whole);
  rows.close();
  return { id, row: whole };
}

const UNDER_WAY = {
  ...{ status: 'PROCESSING', percent: 10, done: undefined, split: false, renditions: [], sourceEtag: 'etag' },
  ...{ durationSeconds: undefined, width: undefined, height: undefined },
  ...{ open: 'OPEN#0', leaseUntil: Date.now() + 3_600_000 },
};

/** MediaConvert tells that a video's job failed. */
export const failing =
  (errorCode: number): Begin =>
  async (scene, point) => {
    const { outputs, owner, tap } = scene;
    const { id, row } = await put(scene, {});
    tap.stopAt([id], point);
    const userMetadata = { videoId: id, ownerId: owner.sub, attempt: '1', part: 'FULL', tries: '0' };
    await new SQSClient(awsClientOptions(outputs)).send(
      new SendMessageCommand({
        QueueUrl: await stackOutput(outputs, 'StateChangesQueueUrl'),
        MessageBody: JSON.stringify({
          detail: { status: 'ERROR', jobId: row['jobId'], errorCode, userMetadata },
        }),
      }),
    );
    return id;
  };

/** Its owner cancels it. Nobody who is killed answers. */
export const canceled: Begin = async (scene, point) => {
  const { id } = await put(scene, {});
  scene.tap.stopAt([id], point);
  const CANCEL = 'mutation($id: ID!) { cancelUpload(videoId: $id) { id } }';
  graphql(scene.outputs, scene.owner, CANCEL, { id }).catch(() => undefined);
  return id;
};

/** Captions of a video that is ready are sent. */
export const captioned: Begin = async (scene, point) => {
  const ready = { status: 'READY', done: true, percent: 100, open: undefined, leaseUntil: undefined };
  const { id } = await put(scene, { ...ready, durationSeconds: 3, width: 100, height: 100 });
  const captions = captionsOf(scene.outputs, scene.owner, id);
  const ticket = await captions.ticket('en');
  scene.tap.stopAt([id], point);
  await captions.send(ticket, 'WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n');
  return id;
};

const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** The sweeper will come to it. */
export const due =
  (changes: Row): Begin =>
  async (scene, point) => {
    const { id } = await put(scene, { ...changes, leaseUntil: 1, updatedAt: LONG_AGO });
    scene.tap.stopAt([id], point);
    return id;
  };

export const LOST = due({});
export const NEVER_SENT = due({
  status: 'AWAITING_UPLOAD',
  percent: undefined,
  upload: { method: 'MULTIPART', uploadId: 'of-no-upload', partCount: 2, expiresAt: LONG_AGO },
});
export const BROKEN = due({
  status: 'FAILED',
  failure: { code: 'TRANSCODE_FAILED', message: 'Why.', retryable: true },
});

/** The sweeper comes to all that are due. */
export async function sweptAway({ outputs }: Scene): Promise<void> {
  sweep(outputs).catch(() => undefined);
}

/** The sweeper comes, as it does every few minutes, to those of which nobody else is left to speak. */
export async function sweepEnds({ outputs }: Pick<Scene, 'outputs'>, ids: readonly string[]): Promise<void> {
  const rows = await rowsOf(outputs);
  for (const id of ids) {
    const row = await rows.get('Videos', { id });
    const hasEnded = row?.['status'] === 'FAILED' || row?.['status'] === 'AWAITING_UPLOAD';
    if (row?.['open'] !== undefined && (hasEnded || row['updatedAt'] === LONG_AGO))
      await rows.set('Videos', { id }, { leaseUntil: 1 });
  }
  rows.close();
  await sweep(outputs);
}
