import { afterAll, beforeAll, expect, test } from 'vitest';
import { next, type JobPart, type VideoState } from '../../model/pipeline.ts';
import { failure } from '../../model/failures.ts';
import { ID, NOW, videosTable, type TestTable } from '../shared/testing.ts';
import type { VideoStep } from './steps.ts';
import { takeStep } from './take-step.ts';
import { CLAIMED } from './testing.ts';

/*
 * All orders of all that jobs can say, at the table, with the very expressions that are deployed: every state that any order
 * leads to, and from it every event. If each single step is the status machine's, so is every order, twice or late as well;
 * what the machine makes of all orders is held beside it.
 */

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

const FIRST: VideoState = { status: 'UPLOADED', version: 2, attempt: 1 };

/** What the job of a part may say, with each of its ends. */
const saidBy = (part: JobPart, split: boolean, jobId: string = part): VideoStep[] => {
  const step = { videoId: ID, ownerId: 'owner', attempt: 1, tries: 0, part, split, jobId };
  return [
    { ...step, change: 'ADVANCED', percent: 0 },
    { ...step, change: 'ADVANCED', percent: 50 },
    { ...step, change: 'DONE', made: { renditions: [] } },
    { ...step, change: 'FAILED', failure: failure('CORRUPT') },
    { ...step, change: 'AGAIN' },
  ];
};

/** From each state that these events lead to, versions aside, each of them, and what a second job for the same work says. */
function allSteps(parts: readonly JobPart[]): (readonly [VideoState, VideoStep])[] {
  const split = parts.length > 1;
  const events = parts.flatMap((part) => saidBy(part, split));
  const second = parts.flatMap((part) => saidBy(part, split, 'second').slice(1, 3));
  const found = new Map<string, VideoState>();
  const visit = (state: VideoState) => {
    const place = JSON.stringify({ ...state, version: 0 });
    if (found.has(place)) return;
    found.set(place, state);
    for (const event of events) {
      const now = next(state, event);
      if (now) visit(now);
    }
  };
  visit(FIRST);
  return [...found.values()].flatMap((state) =>
    [...events, ...second].map((event) => [state, event] as const),
  );
}

const ATTRIBUTES = ['status', 'version', 'attempt', 'tries', 'split', 'jobId', 'earlyJobId'].concat(
  ...['percent', 'earlyPercent', 'done', 'earlyDone'],
);
const known = (row: object) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => ATTRIBUTES.indexOf(name) > -1));

test.each<[string, JobPart[], number]>([
  ['one job', ['FULL'], 40],
  ['two jobs', ['FULL', 'EARLY'], 400],
])(
  'every event of %s, from every state that any order leads to',
  async (_, parts, atLeast) => {
    const steps = allSteps(parts);
    expect(steps.length).toBeGreaterThan(atLeast);
    const one = async (state: VideoState, step: VideoStep, id: string) => {
      await videos.put({ ...CLAIMED, ...state, id });
      const expected = next(state, step);
      const { applied } = await takeStep(videos, { ...step, videoId: id }, NOW);
      const now = known((await videos.get(id))!);
      expect({ state, step, applied, now }).toEqual({
        ...{ state, step },
        applied: expected !== undefined,
        now: known(expected ?? state),
      });
    };
    const lanes = Array.from({ length: 8 }, async (_lane, lane) => {
      for (let at = lane; at < steps.length; at += 8) await one(...steps[at]!, `${ID}${lane}`);
    });
    await Promise.all(lanes);
  },
  60_000,
);

test('no event makes a row of a video that is deleted', async () => {
  for (const step of [...saidBy('FULL', false), ...saidBy('FULL', true), ...saidBy('EARLY', true)])
    expect(await takeStep(videos, { ...step, videoId: 'deleted' }, NOW)).toEqual({
      applied: false,
      row: undefined,
    });
  expect(await videos.get('deleted')).toBeUndefined();
});
