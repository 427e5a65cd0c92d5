import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import { openShard } from '../../model/keys.ts';
import { UNDER_WAY } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { freshAttempt, type FreshAttempt } from './fresh-attempt.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from './testing.ts';
import { updateVideo } from './update-video.ts';

/** All that an attempt can have left in a row. */
const BEFORE: VideoRow = videoRow({
  status: 'FAILED',
  version: 7,
  attempt: 2,
  tries: 1,
  starts: 3,
  claimedBy: 'a message',
  sourceEtag: '"etag"',
  pinnedKey: `sources/${ID}/source`,
  failure: failure('TRANSCODE_FAILED'),
  split: true,
  jobId: 'full',
  earlyJobId: 'early',
  percent: 40,
  earlyPercent: 100,
  done: false,
  earlyDone: true,
  posterToken: 'token',
  posterKey: 'posters/token/2/poster.0000001.jpg',
  hasStoryboard: true,
  durationSeconds: 3,
  width: 320,
  height: 180,
  renditions: [{ name: '180p', width: 320, height: 180, bitrate: 1, codec: 'avc1', container: 'fmp4' }],
  likeCount: 4,
});

const FRESH: FreshAttempt = {
  video: BEFORE,
  after: 2,
  from: ['FAILED'],
  tries: 0,
  leaseUntil: NOW + 60_000,
  now: NOW,
};

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(() => videos.put(BEFORE));

const write = (changes: Partial<FreshAttempt> = {}) =>
  updateVideo(videos, ID, freshAttempt({ ...FRESH, ...changes }).build());

describe('freshAttempt', () => {
  test('keeps what is said of the video and what was claimed, and nothing of the last attempt', async () => {
    const { applied, row } = await write();
    expect(applied).toBe(true);
    expect(row).toEqual(
      videoRow({
        status: 'UPLOADED',
        version: 8,
        attempt: 3,
        tries: 0,
        open: openShard(ID),
        leaseUntil: NOW + 60_000,
        updatedAt: new Date(NOW).toISOString(),
        sourceEtag: '"etag"',
        pinnedKey: `sources/${ID}/source`,
        posterToken: 'token',
        likeCount: 4,
      }),
    );
    expect(await videos.get(ID)).toEqual(row);
  });

  test('comes once, however many ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => write()));
    expect(answers.filter(({ applied }) => applied)).toHaveLength(1);
    expect(await videos.get(ID)).toMatchObject({ attempt: 3, version: 8 });
  });

  test.each<[string, Partial<FreshAttempt>]>([
    ['another attempt', { after: 1 }],
    ['another state', { from: UNDER_WAY }],
    ['another owner', { video: { id: ID, ownerId: 'stranger' } }],
  ])('is refused by %s', async (_, changes) => {
    expect(await write(changes)).toEqual({ applied: false, row: BEFORE });
    expect(await videos.get(ID)).toEqual(BEFORE);
  });

  test('is refused by whatever else must hold', async () => {
    const update = freshAttempt(FRESH);
    update.only(update.missingOr('jobId', '=', 'another'));
    expect(await updateVideo(videos, ID, update.build())).toEqual({ applied: false, row: BEFORE });
    expect(await videos.get(ID)).toEqual(BEFORE);
  });

  test('makes no row of a video that is gone', async () => {
    expect(await updateVideo(videos, 'missing', freshAttempt(FRESH).build())).toEqual({ applied: false });
  });
});
