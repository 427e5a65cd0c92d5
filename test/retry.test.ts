import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { lateEvents, videoFiles } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { graphql, type Identity } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { subscribe } from './support/subscribe.ts';
import { stackOutput } from './support/tables.ts';
import {
  createUpload,
  ON_VIDEO_STATUS,
  readVideo,
  settled,
  uploadFile,
  type StatusEvent,
} from './support/videos.ts';

const outputs = inject('outputs');
const files = await videoFiles(outputs);
const late = await lateEvents(outputs);
const rows = await rowsOf(outputs);
const PATIENCE = { timeout: 60_000, interval: 100 };

let owner: Person;
let stranger: Person;
beforeAll(async () => {
  [owner, stranger] = await Promise.all([newPerson(outputs), newPerson(outputs)]);
});
afterAll(() => rows.close());

const FIELDS = '{ id status version failure { code retryable } }';
const retry = (id: string, identity: Identity = owner) =>
  graphql<{ retryProcessing: Record<string, unknown> } | null>(
    outputs,
    identity,
    `mutation($id: ID!) { retryProcessing(id: $id) ${FIELDS} }`,
    { id },
  );
const cancel = (id: string, identity: Identity = owner) =>
  graphql<{ cancelUpload: Record<string, unknown> } | null>(
    outputs,
    identity,
    `mutation($id: ID!) { cancelUpload(videoId: $id) ${FIELDS} }`,
    { id },
  );
const rowOf = (id: string) => rows.get('Videos', { id });
/** A video whose job is at work. */
async function running(): Promise<string> {
  const id = await uploadFile(outputs, owner, await fixture('clip'));
  await vi.waitUntil(async () => (await rowOf(id))?.['status'] === 'PROCESSING', PATIENCE);
  return id;
}
const refused = (errorType: string) => [expect.objectContaining({ errorType, data: null })];

describe('a video that failed through no fault of its file', () => {
  it('is made again by its owner, once, however often they ask', async () => {
    const id = await uploadFile(outputs, owner, await fixture('tiny'));
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    const failure = { code: 'TRANSCODE_FAILED', message: 'Why.', retryable: true };
    await rows.set(
      'Videos',
      { id },
      { status: 'FAILED', ownerStatus: `${owner.sub}#FAILED`, failure, tries: 3 },
    );
    expect((await retry(id, stranger)).errors).toEqual(refused('NotFound'));
    expect((await retry(id, 'guest')).errors).toMatchObject([{ errorType: 'Unauthorized' }]);

    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId: id });
    const { data } = await retry(id);
    expect(data!.retryProcessing).toMatchObject({ id, status: 'UPLOADED', failure: null });
    for (const { data: again } of await Promise.all([retry(id), retry(id)]))
      expect(['UPLOADED', 'PROCESSING', 'PLAYABLE']).toContain(again!.retryProcessing['status']);
    await live.next(({ status }) => status === 'UPLOADED');
    live.close();
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    expect(await rowOf(id)).toMatchObject({ attempt: 2, tries: 0 });
    expect((await retry(id)).errors).toEqual(refused('Conflict'));
  });
});

describe('a failed video', () => {
  it('that must fail again, or whose file is gone, is not begun again', async () => {
    const id = await uploadFile(outputs, owner, await fixture('text'));
    expect(await settled(outputs, owner, id)).toMatchObject({ failure: { retryable: false } });
    expect((await retry(id)).errors).toEqual(refused('Conflict'));

    const s3 = new S3Client({ ...awsClientOptions(outputs), forcePathStyle: true });
    const Bucket = await stackOutput(outputs, 'UploadBucketName');
    await rows.set('Videos', { id }, { failure: { code: 'X', message: 'x', retryable: true }, attempt: 1 });
    for (const Key of [`uploads/${id}/source`, `sources/${id}/source`])
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    const { errors } = await retry(id);
    expect(errors).toEqual(refused('Conflict'));
    expect(errors![0]!.message).toMatch(/no longer kept/);
    expect(await readVideo(outputs, owner, id)).toMatchObject({ status: 'FAILED' });
  });
});

describe('cancelUpload', () => {
  it('ends a job that runs, deletes all files, and stays the end', async () => {
    const id = await running();
    expect((await cancel(id, stranger)).errors).toEqual(refused('NotFound'));
    expect((await cancel(id, 'guest')).errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId: id });
    const canceled = { id, status: 'FAILED', failure: { code: 'CANCELED', retryable: false } };
    const { data } = await cancel(id);
    expect(data!.cancelUpload).toMatchObject(canceled);
    await live.next(({ failure }) => failure?.code === 'CANCELED');
    live.close();
    await vi.waitFor(async () => expect(await files.list(id)).toEqual([]), PATIENCE);

    const { version } = (await readVideo(outputs, owner, id))!;
    for (const status of ['PROGRESSING', 'COMPLETE', 'ERROR', 'CANCELED'])
      await late.job(id, owner.sub, status);
    await vi.waitUntil(async () => (await late.held()) === 0, PATIENCE);
    expect((await cancel(id)).data!.cancelUpload).toMatchObject({ ...canceled, version });
    expect(await rowOf(id)).not.toHaveProperty('open');
    expect((await retry(id)).errors).toEqual(refused('Conflict'));
  });

  it('ends an upload before its form is sent, and one in parts with them', async () => {
    for (const bytes of [1_000, 101 * 1024 * 1024]) {
      const { videoId: id } = await createUpload(outputs, owner, bytes);
      expect((await cancel(id)).data!.cancelUpload).toMatchObject({ status: 'FAILED', version: 2 });
      expect(await files.list(id)).toEqual([]);
    }
  });

  it('is not for what is ready, what has failed otherwise or is not there', async () => {
    const id = await uploadFile(outputs, owner, await fixture('tiny'));
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    expect((await cancel(id)).errors).toEqual(refused('Conflict'));
    expect((await files.list(id)).length).toBeGreaterThan(3);
    for (const unknown of ['missing', '', 'x'.repeat(5_000)]) {
      expect((await cancel(unknown)).errors).toEqual(refused('NotFound'));
      expect((await retry(unknown)).errors).toEqual(refused('NotFound'));
    }
  });
});
