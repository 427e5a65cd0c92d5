import { GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAltered, type AlteredStack } from './support/altered-stack.ts';
import { awsClientOptions } from './support/aws.ts';
import { videoFiles, type VideoFiles } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { ask } from './support/graphql.ts';
import { fetchOk } from './support/hls.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, type Row, type Rows } from './support/rows.ts';
import { age, sweep } from './support/sweeping.ts';
import { createUpload, playback, readVideo, uploadFile } from './support/videos.ts';

const PATIENCE = { timeout: 90_000, interval: 250 };

/** A stack in which S3 tells nobody of a file, and MediaConvert nobody of a job. */
let stack: AlteredStack;
let owner: Person;
let rows: Rows;
let files: VideoFiles;
beforeAll(async () => {
  stack = await startAltered(({ Resources }) => {
    for (const [id, { Properties = {} }] of Object.entries(Resources)) {
      if (/^StorageUploads[0-9A-F]{8}$/.test(id)) delete Properties['NotificationConfiguration'];
      if (id.startsWith('PipelineStateChangeRule')) Properties['Targets'] = [];
    }
  });
  owner = await newPerson(stack.outputs);
  rows = await rowsOf(stack.outputs);
  files = await videoFiles(stack.outputs);
});
afterAll(async () => {
  rows?.close();
  await stack?.stop();
});

const rowOf = (id: string) => rows.get('Videos', { id });
/** Time goes by and the sweeper comes, until the row is as it should be. */
const sweptUntil = (id: string, isSo: (row: Row) => boolean) =>
  vi.waitUntil(async () => {
    await age(rows, id);
    await sweep(stack.outputs);
    const row = await rowOf(id);
    return row !== undefined && isSo(row) ? row : undefined;
  }, PATIENCE);
/** Nothing could be sent any more since long. */
async function expire(id: string): Promise<void> {
  const upload = (await rowOf(id))!['upload'] as Row;
  await rows.set('Videos', { id }, { upload: { ...upload, expiresAt: '2020-01-01T00:00:00.000Z' } });
}
const upload = async () => uploadFile(stack.outputs, owner, await fixture('tiny'));

describe('a video of which nothing is heard', () => {
  it('is found by the sweeper, made, and can be watched', async () => {
    const id = await upload();
    expect(await rowOf(id)).toMatchObject({ status: 'AWAITING_UPLOAD' });
    const ready = await sweptUntil(id, ({ status }) => status === 'READY');
    expect(ready).not.toHaveProperty('open');
    expect(ready).toMatchObject({ attempt: 1, durationSeconds: expect.any(Number) });
    const { hlsUrl } = await playback(stack.outputs, owner, id);
    expect(await (await fetchOk(hlsUrl)).text()).toContain('#EXT-X-STREAM-INF');
    // Nobody comes back to it any more.
    await sweep(stack.outputs);
    expect(await rowOf(id)).toEqual(ready);
  });

  it('nor known of its job any more has another attempt', async () => {
    const id = await upload();
    await sweptUntil(id, ({ jobId }) => jobId !== undefined);
    // As if the service had forgotten it.
    await rows.set('Videos', { id }, { jobId: '1577836800000-gone00' });
    const ready = await sweptUntil(id, ({ status }) => status === 'READY');
    expect(ready).toMatchObject({ attempt: 2, tries: 1 });
    expect(ready['jobId']).not.toContain('gone');
  });
});

describe('an upload that is not sent', () => {
  it('in time fails, and its form’s video is no more looked for', async () => {
    const { videoId } = await createUpload(stack.outputs, owner, 1_000);
    await age(rows, videoId);
    await sweep(stack.outputs);
    const waiting = await rowOf(videoId);
    expect(waiting).toMatchObject({ status: 'AWAITING_UPLOAD' });
    expect(waiting!['leaseUntil']).toBeGreaterThan(Date.now());
    await expire(videoId);
    expect(await sweptUntil(videoId, ({ status }) => status === 'FAILED')).not.toHaveProperty('open');
    const { failure } = (await readVideo(stack.outputs, owner, videoId))!;
    expect(failure).toMatchObject({ code: 'UPLOAD_EXPIRED', retryable: false });
  });

  it('to its end leaves no parts', async () => {
    const { videoId } = await createUpload(stack.outputs, owner, 101 * 1024 * 1024);
    const { signUploadParts } = await ask<{ signUploadParts: { url: string }[] }>(
      stack.outputs,
      owner,
      'mutation($id: ID!) { signUploadParts(videoId: $id, partNumbers: [1]) { url } }',
      { id: videoId },
    );
    const { ok } = await fetch(signUploadParts[0]!.url, { method: 'PUT', body: 'the beginning' });
    expect(ok).toBe(true);
    expect(await files.list(videoId)).toEqual([`parts of uploads/${videoId}/source`]);
    await expire(videoId);
    await sweptUntil(videoId, ({ open }) => open === undefined);
    expect(await files.list(videoId)).toEqual([]);
  });
});

it('what failed is cleared away although whoever should have done it died', async () => {
  const id = await upload();
  const { jobId } = await sweptUntil(id, (row) => row['jobId'] !== undefined);
  const job = async () =>
    (
      await new MediaConvertClient(awsClientOptions(stack.outputs)).send(
        new GetJobCommand({ Id: String(jobId) }),
      )
    ).Job;
  await vi.waitUntil(async () => (await job())?.Status === 'COMPLETE', PATIENCE);
  expect((await files.list(id)).some((key) => key.startsWith('videos/'))).toBe(true);
  const failure = { code: 'TRANSCODE_FAILED', message: 'Why.', retryable: true };
  await rows.set('Videos', { id }, { status: 'FAILED', failure });
  await sweptUntil(id, ({ open }) => open === undefined);
  expect((await files.list(id)).filter((key) => key.startsWith('videos/'))).toEqual([]);
});
