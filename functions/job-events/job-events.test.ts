import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { next, progressOf, type VideoState } from '../../model/pipeline.ts';
import { ID, NOW, silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import type { JobDetail } from './job-event.ts';
import { applyJobEvent } from './job-events.ts';
import { stepOf, type VideoStep } from './steps.ts';

const CLAIMED = videoRow({ status: 'UPLOADED', version: 2, attempt: 1, sourceEtag: 'etag' });

let videos: TestTable;
let published: VideoRow[];
let clearedUp: VideoStep[];
let appSyncIsAway: boolean;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  published = [];
  clearedUp = [];
  appSyncIsAway = false;
  await videos.put(CLAIMED);
});

const detail = (status: string, more: Partial<JobDetail> = {}): JobDetail => ({
  status,
  jobId: 'job-1',
  userMetadata: { videoId: ID, ownerId: 'owner', attempt: '1' },
  ...more,
});
const progress = (percent: number) =>
  detail('STATUS_UPDATE', { jobProgress: { jobPercentComplete: percent } });
const COMPLETE = detail('COMPLETE', {
  outputGroupDetails: [
    {
      outputDetails: [
        { durationInMs: 5_005, videoDetails: { widthInPx: 426, heightInPx: 240 } },
        {
          durationInMs: 5_005,
          videoDetails: { widthInPx: 1280, heightInPx: 720, averageBitrate: 2_000_000 },
        },
        { durationInMs: 5_120 },
      ],
    },
  ],
});

const hear = (of: JobDetail, again = false) =>
  applyJobEvent({
    videos,
    publish: async (row) => {
      if (appSyncIsAway) throw new Error('AppSync is away');
      published.push(row);
    },
    clearUp: async (step) => void clearedUp.push(step),
    logger: silent,
    now: () => NOW,
  })(of, again);
const told = () => published.map((row) => [row.status, progressOf(row), row.version]);

describe('a job’s events', () => {
  test('move the video along and are told of, each with its version', async () => {
    for (const event of [detail('PROGRESSING'), progress(12.7), progress(60), COMPLETE]) await hear(event);
    expect(told()).toEqual([
      ['PROCESSING', 0, 3],
      ['PROCESSING', 12, 4],
      ['PROCESSING', 60, 5],
      ['READY', 100, 6],
    ]);
  });

  test('leave a finished video with all there is to know about it', async () => {
    await hear(COMPLETE);
    expect(await videos.get(ID)).toEqual({
      ...CLAIMED,
      status: 'READY',
      ownerStatus: 'owner#READY',
      version: 3,
      percent: 100,
      done: true,
      split: false,
      jobId: 'job-1',
      durationSeconds: 5.12,
      width: 1280,
      height: 720,
      renditions: [
        { name: '720p', width: 1280, height: 720, bitrate: 2_000_000, codec: 'avc1', container: 'fmp4' },
        { name: '240p', width: 426, height: 240, bitrate: 450_000, codec: 'avc1', container: 'fmp4' },
      ],
      updatedAt: '2026-01-31T09:30:00.000Z',
      publishedAt: '2026-01-31T09:30:00.000Z',
    });
  });

  test.each<[Partial<JobDetail>, string, boolean]>([
    [{ errorCode: 1010 }, 'NOT_A_VIDEO', false],
    [{ errorCode: 1030 }, 'UNSUPPORTED_CODEC', false],
    [{ errorCode: 1040 }, 'CORRUPT', false],
    [{ errorCode: 1076 }, 'CORRUPT', false],
    [{ errorCode: 1401 }, 'TRANSCODE_FAILED', true],
    [{ errorCode: 1999 }, 'TRANSCODE_FAILED', true],
    [{}, 'TRANSCODE_FAILED', true],
  ])('say why it failed, %j, without our internals', async (more, code, retryable) => {
    await hear(progress(30));
    await hear(detail('ERROR', { ...more, errorMessage: 's3://secret-bucket/key denied' }));
    expect(published.at(-1)).toMatchObject({ status: 'FAILED', percent: 30, failure: { code, retryable } });
    expect(JSON.stringify(published.at(-1))).not.toContain('secret');
  });

  test('of a canceled job end the video', async () => {
    await hear(detail('CANCELED'));
    expect(published[0]).toMatchObject({ status: 'FAILED', failure: { code: 'CANCELED' } });
  });

  test('change nothing when they come late, or are of another job, attempt, owner or video', async () => {
    await hear(progress(50));
    const before = await videos.get(ID);
    published = [];
    const metadata = { videoId: ID, ownerId: 'owner', attempt: '1' };
    for (const event of [
      detail('PROGRESSING'),
      progress(49),
      { ...COMPLETE, jobId: 'job-2' },
      { ...COMPLETE, userMetadata: { ...metadata, attempt: '2' } },
      { ...COMPLETE, userMetadata: { ...metadata, ownerId: 'another' } },
      { ...COMPLETE, userMetadata: {} },
      { ...COMPLETE, userMetadata: undefined },
      detail('STATUS_UPDATE'),
      detail('NEW_WARNING'),
      detail('INPUT_INFORMATION'),
    ])
      await hear(event);
    expect(await videos.get(ID)).toEqual(before);
    expect({ published, clearedUp }).toEqual({ published: [], clearedUp: [] });
  });

  test('of a video that was deleted bring it not back, and are cleared up after', async () => {
    const userMetadata = { videoId: 'deleted', ownerId: 'owner', attempt: '1' };
    for (const event of [detail('PROGRESSING'), progress(50), COMPLETE, detail('ERROR'), detail('CANCELED')])
      for (const again of [false, true]) await hear({ ...event, userMetadata }, again);
    expect(await videos.get('deleted')).toBeUndefined();
    expect(published).toEqual([]);
    expect(clearedUp).toHaveLength(10);
    expect(clearedUp.every(({ videoId, jobId }) => videoId === 'deleted' && jobId === 'job-1')).toBe(true);
  });

  test('are told of until it succeeds, although the table has them already', async () => {
    for (const event of [progress(50), detail('ERROR', { errorCode: 1040 })]) {
      appSyncIsAway = true;
      await expect(hear(event)).rejects.toThrow('AppSync is away');
      appSyncIsAway = false;
      await hear(event, true);
    }
    expect(told()).toEqual([
      ['PROCESSING', 50, 3],
      ['FAILED', 50, 4],
    ]);
  });

  test('are told of once when two of them say the same', async () => {
    for (const event of [progress(5), progress(5.9), COMPLETE, COMPLETE]) await hear(event);
    expect(told()).toEqual([
      ['PROCESSING', 5, 3],
      ['READY', 100, 4],
    ]);
  });
});

/** What the status machine knows of a row. */
const stateOf = (row: VideoState): VideoState => {
  const { status, version, attempt, tries, split } = row;
  const { jobId, earlyJobId, percent, earlyPercent, done, earlyDone } = row;
  return {
    ...{ status, version, attempt, tries, split },
    ...{ jobId, earlyJobId, percent, earlyPercent, done, earlyDone },
  };
};

test('the table judges as the status machine does, in whatever order events come', async () => {
  const event = fc.oneof(
    fc.constant(detail('PROGRESSING')),
    fc.integer({ min: 0, max: 100 }).map(progress),
    fc.constant(COMPLETE),
    fc.constant(detail('ERROR')),
    fc.constant({ ...COMPLETE, jobId: 'job-2' }),
    fc.constant({ ...progress(70), userMetadata: { videoId: ID, ownerId: 'owner', attempt: '2' } }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      await videos.put(CLAIMED);
      for (const one of events) {
        const before = (await videos.get(ID))!;
        await hear(one);
        const after = (await videos.get(ID))!;
        const step = stepOf(one)!;
        expect(stateOf(after)).toEqual(stateOf(next(before, step) ?? before));
      }
    }),
    { numRuns: 40 },
  );
});
