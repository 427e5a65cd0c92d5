import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { ID, NOW, videosTable, type TestTable } from '../shared/testing.ts';
import { stepOf, type VideoStep } from './steps.ts';
import { takeStep } from './take-step.ts';
import { CLAIMED, partDetail } from './testing.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

const stepBy = (...detail: Parameters<typeof partDetail>) => stepOf(partDetail(...detail))!;
const BEGINS = stepBy('EARLY', 'PROGRESSING');
const BEGINS_LATE = stepBy('FULL', 'PROGRESSING');
const EARLY_DONE = stepBy('EARLY', 'COMPLETE');
const FULL_DONE = stepBy('FULL', 'COMPLETE');
const FAULT = stepBy('FULL', 'ERROR', { errorCode: 1999 });

test.each<[string, Partial<VideoRow>, VideoStep, Partial<VideoRow>]>([
  ['the small job goes on', { status: 'PLAYABLE' }, BEGINS, { status: 'PLAYABLE', earlyPercent: 0 }],
  ['the large job is heard of first', {}, BEGINS_LATE, { status: 'PROCESSING', percent: 0 }],
  ['the large job was faster', { done: true }, EARLY_DONE, { status: 'READY', earlyDone: true }],
  ['the large job is faster', {}, FULL_DONE, { status: 'PROCESSING', done: true }],
])('a step goes the way that the row says, whichever is likelier: %s', async (_, before, step, after) => {
  await videos.put({ ...CLAIMED, ...before });
  expect(await takeStep(videos, step, NOW)).toMatchObject({ applied: true, row: after });
  expect(await videos.get(ID)).toMatchObject({ ...after, version: CLAIMED.version + 1 });
});

test('a fault of the job that is known brings another attempt', async () => {
  await videos.put({ ...CLAIMED, jobId: FAULT.jobId });
  expect(await takeStep(videos, FAULT, NOW)).toMatchObject({ applied: true, row: { attempt: 2, tries: 1 } });
});

test.each<[string, Partial<VideoRow>]>([
  ['another job', { jobId: 'another' }],
  ['a job that is done', { jobId: FAULT.jobId, done: true }],
])('a fault of %s brings none', async (_, changes) => {
  const before = { ...CLAIMED, ...changes };
  await videos.put(before);
  expect(await takeStep(videos, FAULT, NOW)).toEqual({ applied: false, row: before });
});
