import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import { openShard } from '../../model/keys.ts';
import { CANCEL_LEASE_MS, NEWS_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { createServices, type Services } from '../shared/testing-services.ts';
import { ID, NOW, silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { dueVideos } from './due-videos.ts';
import { sweep } from './sweep.ts';

const HOUR = 3_600_000;
const LONG_AGO = new Date(NOW - HOUR).toISOString();

let videos: TestTable;
let services: Services;
let published: VideoRow[];
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(() => {
  services = createServices();
  published = [];
});
afterEach(async () => {
  const { client, name: TableName } = videos;
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  for (const { id } of Items) await client.send(new DeleteCommand({ TableName, Key: { id } }));
});

const run = (remainingMs = () => 60_000) =>
  sweep(
    {
      videos,
      transcoder: services.mediaConvert,
      uploads: { client: services.s3, name: 'uploads' },
      outputs: { client: services.s3, name: 'outputs' },
      looks: { client: services.sqs, url: 'https://sqs.test/1/looks' },
      events: { client: services.sqs, url: 'https://sqs.test/1/events' },
      publish: async (row) => void published.push(row),
      logger: silent,
      now: () => NOW,
    },
    remainingMs,
  );
/** A video that somebody should have come back to a while ago. */
const due = (id: string, changes: Partial<VideoRow> = {}, ago = 1_000) =>
  videos.put(videoRow({ id, open: openShard(id), leaseUntil: NOW - ago, updatedAt: LONG_AGO, ...changes }));
const CLAIMED: Partial<VideoRow> = { status: 'UPLOADED', attempt: 1 };
const SPLIT: Partial<VideoRow> = {
  ...{ status: 'PROCESSING', attempt: 2, tries: 1, split: true },
  ...{ jobId: 'full', earlyJobId: 'early' },
};
const looks = () => services.messages.filter(([queue]) => queue === 'looks').map(([, look]) => look);
const reports = () =>
  services.messages
    .filter(([queue]) => queue === 'events')
    .map(([, event]) => (event as { detail: object }).detail);
const IDS = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (digit) => ID.slice(0, -1) + digit);

describe('a run', () => {
  test('comes back to every video that is due, of all shards, and to no other', async () => {
    for (const id of IDS) await due(id, CLAIMED);
    await videos.put(videoRow({ id: 'later', ...CLAIMED, open: openShard('later'), leaseUntil: NOW + 1 }));
    await videos.put(videoRow({ id: 'settled', ...CLAIMED }));
    expect(await run()).toEqual({ due: IDS.length, failed: 0, left: 0 });
    expect(looks()).toHaveLength(IDS.length);
    expect(new Set(looks())).toEqual(new Set(IDS.map((videoId) => ({ videoId }))));
  });

  test('takes those first that have waited longest, and no more of a shard than it may', async () => {
    for (const [index, id] of IDS.entries()) await due(id, CLAIMED, index);
    expect(await dueVideos(videos, NOW, 100)).toEqual([...IDS].reverse());
    expect(await dueVideos(videos, NOW, 2)).toEqual(IDS.slice(-8).reverse());
  });

  test('is held up by none: what is wrong with one waits behind the others, and is heard of', async () => {
    await due(IDS[0]!, { ...SPLIT, jobId: 'none/such' }, HOUR);
    await due(IDS[1]!, { upload: undefined as never }, HOUR);
    await due(IDS[2]!, CLAIMED);
    services.jobs.set('early', { status: 'PROGRESSING' });
    const publishing = { status: 'FAILED', failure: failure('CORRUPT') } as const;
    await due(IDS[3]!, publishing, HOUR);
    await expect(run()).rejects.toThrow(/^1 of 4 videos/);
    expect(looks()).toEqual([{ videoId: IDS[2] }]);
    expect(await videos.get(IDS[1]!)).toMatchObject({ leaseUntil: NOW });
    expect(await videos.get(IDS[3]!)).not.toHaveProperty('open');
  });

  test('leaves what it has no time for to the next', async () => {
    for (const id of IDS) await due(id, CLAIMED);
    expect(await run(() => 1_000)).toEqual({ due: IDS.length, failed: 0, left: IDS.length });
    expect(looks()).toEqual([]);
    expect((await run()).left).toBe(0);
  });

  test('minds no other run at the same time, nor that a video is gone since', async () => {
    for (const id of IDS) await due(id, { status: 'READY' });
    const gone = videos.client.send(new DeleteCommand({ TableName: videos.name, Key: { id: IDS[0] } }));
    await Promise.all([run(), run(), run(), gone]);
    expect((await run()).due).toBe(0);
    expect(await videos.get(IDS[0]!)).toBeUndefined();
  });
});

describe('a video', () => {
  test('whose file came unheard of is looked at', async () => {
    await due(ID, { createdAt: LONG_AGO });
    services.objects.add(`uploads/uploads/${ID}/source`);
    await run();
    expect(looks()).toEqual([{ videoId: ID }]);
    expect(await videos.get(ID)).toMatchObject({ status: 'AWAITING_UPLOAD', version: 1, leaseUntil: NOW });
  });

  test('whose file never came fails, with its parts, and everybody hears of it', async () => {
    services.uploads.add('parts');
    const expiresAt = new Date(NOW - 2 * HOUR).toISOString();
    const upload = { ...videoRow().upload, method: 'MULTIPART', uploadId: 'parts', expiresAt } as const;
    await due(ID, { upload });
    await run();
    const failed = { status: 'FAILED', failure: failure('UPLOAD_EXPIRED'), ownerStatus: 'owner#FAILED' };
    const row = await videos.get(ID);
    expect(row).toMatchObject({ ...failed, version: 2 });
    expect(row).not.toHaveProperty('open');
    expect(published).toMatchObject([failed]);
    expect([...services.uploads]).toEqual([]);
  });

  test('whose jobs were not heard of is told what MediaConvert says', async () => {
    await due(ID, SPLIT);
    const userMetadata = { videoId: ID, part: 'EARLY', split: 'true' };
    services.jobs.set('early', {
      ...{ status: 'COMPLETE', userMetadata },
      outputGroupDetails: [
        {
          outputDetails: [
            { durationInMs: 5, videoDetails: { widthInPx: 2, heightInPx: 1 } },
            { durationInMs: 5 },
          ],
        },
      ],
    });
    services.jobs.set('full', { status: 'ERROR', errorCode: 1040, errorMessage: 'Why.', userMetadata: {} });
    await run();
    expect(reports()).toEqual([
      {
        ...{ jobId: 'early', status: 'COMPLETE', userMetadata },
        outputGroupDetails: [
          {
            outputDetails: [
              { durationInMs: 5, videoDetails: { widthInPx: 2, heightInPx: 1 } },
              { durationInMs: 5 },
            ],
          },
        ],
      },
      { jobId: 'full', status: 'ERROR', errorCode: 1040, errorMessage: 'Why.', userMetadata: {} },
    ]);
    expect(await videos.get(ID)).toMatchObject({ leaseUntil: NOW + NEWS_LEASE_MS, version: 1 });
    expect(looks()).toEqual([]);
  });

  test('whose jobs wait, go on, or are not known any more', async () => {
    await due(IDS[0]!, { ...SPLIT, earlyJobId: 'waiting', jobId: 'running' });
    await due(IDS[1]!, { ...SPLIT, earlyDone: true, jobId: 'unknown' });
    services.jobs.set('waiting', { status: 'SUBMITTED', userMetadata: {} });
    services.jobs.set('running', { status: 'PROGRESSING', jobPercentComplete: 30, userMetadata: {} });
    await run();
    expect(reports()).toEqual([
      ...[
        {
          jobId: 'running',
          status: 'STATUS_UPDATE',
          jobProgress: { jobPercentComplete: 30 },
          userMetadata: {},
        },
      ],
      {
        ...{ jobId: 'unknown', status: 'ERROR', errorMessage: 'MediaConvert does not know this job.' },
        userMetadata: {
          videoId: IDS[1],
          ownerId: 'owner',
          attempt: '2',
          part: 'FULL',
          split: 'true',
          tries: '1',
        },
      },
    ]);
  });

  test('that failed is told of and cleared away, as soon as its jobs are at their end', async () => {
    await due(ID, { ...SPLIT, status: 'FAILED', failure: failure('CORRUPT') });
    services.jobs.set('full', { status: 'PROGRESSING' }).set('early', { status: 'ERROR' });
    services.stubborn.add('full');
    services.objects.add(`outputs/videos/${ID}/2/hls/early.m3u8`);
    services.objects.add(`uploads/sources/${ID}/source`);
    await run();
    expect(published).toHaveLength(1);
    expect(await videos.get(ID)).toMatchObject({ leaseUntil: NOW + CANCEL_LEASE_MS });
    services.stubborn.clear();
    await due(ID, { ...SPLIT, status: 'FAILED', failure: failure('CORRUPT') });
    await run();
    expect(await videos.get(ID)).not.toHaveProperty('open');
    // The file is kept: its owner may want to know what was wrong with it.
    expect([...services.objects]).toEqual([`uploads/sources/${ID}/source`]);
  });

  test('that is ready needs nobody any more', async () => {
    await due(ID, { status: 'READY' });
    await run();
    expect(await videos.get(ID)).toEqual(videoRow({ status: 'READY', updatedAt: LONG_AGO }));
  });
});
