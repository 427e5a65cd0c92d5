import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { next, wasTaken, type JobPart, type VideoState } from '../../model/pipeline.ts';
import { VIDEO_STATUSES } from '../../model/video-types.ts';
import { ID, NOW, videosTable, type TestTable } from '../shared/testing.ts';
import { stepOf, type VideoStep } from './steps.ts';
import { takeStep } from './take-step.ts';
import { CLAIMED, createWorld, partDetail } from './testing.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

/** What the status machine knows of a row. */
const stateOf = (row: VideoState): VideoState => {
  const { status, version, attempt, tries, split } = row;
  const { jobId, earlyJobId, percent, earlyPercent, done, earlyDone } = row;
  return JSON.parse(
    JSON.stringify({
      ...{ status, version, attempt, tries, split },
      ...{ jobId, earlyJobId, percent, earlyPercent, done, earlyDone },
    }),
  ) as VideoState;
};

const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const job = fc.constantFrom('job-1', 'job-2');
const percent = fc.integer({ min: 0, max: 100 });
/** Any that a row can hold, whether or not a history leads there. */
const state = fc.record({
  status: fc.constantFrom(...VIDEO_STATUSES),
  version: fc.integer({ min: 1, max: 9 }),
  attempt: fc.constantFrom(1, 2),
  tries: perhaps(fc.integer({ min: 0, max: 3 })),
  split: perhaps(fc.boolean()),
  ...{ jobId: perhaps(job), earlyJobId: perhaps(job) },
  ...{ percent: perhaps(percent), earlyPercent: perhaps(percent) },
  ...{ done: perhaps(fc.constant(true)), earlyDone: perhaps(fc.constant(true)) },
});
const step: fc.Arbitrary<VideoStep> = fc.record({
  ...{ videoId: fc.constant(ID), ownerId: fc.constant('owner') },
  part: fc.constantFrom<JobPart>('EARLY', 'FULL'),
  attempt: fc.constantFrom(1, 2),
  split: fc.boolean(),
  jobId: job,
  change: fc.constantFrom('ADVANCED', 'DONE', 'FAILED', 'AGAIN'),
  percent,
  tries: fc.integer({ min: 0, max: 3 }),
});

test('the table takes a step exactly where the status machine does, and to the same state', async () => {
  await fc.assert(
    fc.asyncProperty(state, step, async (before, one) => {
      await videos.put({ ...CLAIMED, ...before });
      const { applied } = await takeStep(videos, one, NOW);
      const expected = next(before, one);
      expect(applied).toBe(expected !== undefined);
      expect(stateOf((await videos.get(ID))!)).toEqual(stateOf(expected ?? before));
    }),
    { numRuns: 150 },
  );
}, 30_000);

test('a step of another owner’s video is none', async () => {
  await videos.put(CLAIMED);
  await takeStep(videos, { ...stepOf(partDetail('FULL', 'COMPLETE'))!, ownerId: 'stranger' }, NOW);
  expect(await videos.get(ID)).toEqual(CLAIMED);
});

test('events in whatever order, each once or more, lead where the machine says; each change is told of once', async () => {
  const said = fc
    .constantFrom<JobPart>('EARLY', 'FULL')
    .chain((part) =>
      fc.constantFrom(
        partDetail(part, 'PROGRESSING'),
        partDetail(part, 'STATUS_UPDATE', { jobProgress: { jobPercentComplete: 50 } }),
        partDetail(part, 'COMPLETE'),
        partDetail(part, 'COMPLETE'),
        partDetail(part, 'ERROR', { errorCode: 1040 }),
        partDetail(part, 'ERROR', { errorCode: 1999 }),
        partDetail(part, 'COMPLETE', { attempt: 2, tries: 1 }),
      ),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 10 }), async (events) => {
      await videos.put(CLAIMED);
      const world = createWorld(videos);
      let expected: VideoState = CLAIMED;
      for (const event of events) {
        await world.hear(event);
        expected = next(expected, stepOf(event)!) ?? expected;
        expect(stateOf((await videos.get(ID))!)).toEqual(stateOf(expected));
      }
      const versions = world.published.map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, index) => CLAIMED.version + 1 + index));
      expect(versions.at(-1) ?? CLAIMED.version).toBe(expected.version);
    }),
    { numRuns: 25 },
  );
}, 30_000);

test('events at once lead to what one after the other would', async () => {
  const events = (['EARLY', 'FULL'] as const).flatMap((part) => [
    partDetail(part, 'PROGRESSING'),
    partDetail(part, 'STATUS_UPDATE', { jobProgress: { jobPercentComplete: 50 } }),
    partDetail(part, 'COMPLETE'),
  ]);
  for (let round = 0; round < 3; round += 1) {
    await videos.put(CLAIMED);
    const world = createWorld(videos);
    await Promise.all([...events, ...events].map((event) => world.hear(event)));
    const row = (await videos.get(ID))!;
    expect(row.status).toBe('READY');
    expect(row.renditions.map(({ name }) => name)).toEqual(['720p', '360p', '240p']);
    expect(row.version - CLAIMED.version).toBe(world.published.length);
    expect(wasTaken(row, stepOf(events[2]!)!)).toBe(true);
  }
});
