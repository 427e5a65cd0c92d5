import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearLeftovers, closeVideo } from './leftovers.ts';
import { createServices } from './testing-services.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from './testing.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

const FAILED = videoRow({
  ...{ status: 'FAILED', attempt: 1, open: 'OPEN#0', leaseUntil: NOW },
  ...{ split: true, earlyJobId: 'early', earlyDone: true, jobId: 'full' },
});

test('what changed since it was read is not closed: somebody has begun it anew', async () => {
  await videos.put(FAILED);
  await closeVideo(videos, FAILED);
  expect(await videos.get(ID)).not.toHaveProperty('open');

  // Begun anew, and failed again meanwhile.
  const since = { ...FAILED, version: FAILED.version + 2, attempt: 2 };
  for (const changes of [since, { ...since, status: 'UPLOADED' as const }]) {
    await videos.put(changes);
    await closeVideo(videos, FAILED);
    expect(await videos.get(ID)).toEqual(changes);
  }
});

test('a job that is known to be done is not asked about', async () => {
  const { s3: client, mediaConvert: transcoder, jobs } = createServices();
  // Its last event was heard, but the service says so a moment later.
  jobs.set('early', { status: 'PROGRESSING' }).set('full', { status: 'ERROR' });
  const buckets = { uploads: { client, name: 'uploads' }, outputs: { client, name: 'outputs' } };
  expect(await clearLeftovers({ videos, transcoder, ...buckets }, FAILED)).toBe(true);
  expect(jobs.get('early')).toEqual({ status: 'PROGRESSING' });
});
