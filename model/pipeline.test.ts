import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  next,
  PREDECESSORS,
  progressOf,
  isUnderWay,
  wasTaken,
  type JobPart,
  type JobStep,
  type VideoState,
} from './pipeline.ts';

/** A video that is being made, or that was: `undefined` is one that is deleted. */
type Video = VideoState | undefined;

/** What can happen to a video: what its jobs say, what its owner does. */
type Event = JobStep | 'DELETE' | 'RETRY';

const CLAIMED: VideoState = { status: 'UPLOADED', version: 2, attempt: 1 };

function after(video: Video, event: Event): Video {
  if (!video || event === 'DELETE') return undefined;
  if (event !== 'RETRY') return next(video, event) ?? video;
  return video.status === 'FAILED'
    ? { status: 'UPLOADED', version: video.version + 1, attempt: video.attempt! + 1, tries: 0 }
    : video;
}

/** Every state the video was in, the first included. */
const history = (events: readonly Event[], first: VideoState = CLAIMED) =>
  events.reduce<Video[]>(
    (states, event) => {
      const before = states.at(-1);
      const now = after(before, event);
      return now === before ? states : [...states, now];
    },
    [first],
  );
const states = (events: readonly Event[]) => history(events).filter((video) => video !== undefined);
const pairs = (videos: readonly VideoState[]) =>
  videos.slice(1).map((now, index) => ({ before: videos[index]!, now }));

const part = fc.constantFrom<JobPart>('EARLY', 'FULL');
/** Whether an attempt is split is decided once for each. */
const isSplit = (attempt: number) => attempt % 2 === 1;
const step: fc.Arbitrary<JobStep> = fc
  .record({
    part,
    attempt: fc.integer({ min: 1, max: 3 }),
    job: fc.constantFrom('', '-again'),
    change: fc.constantFrom('ADVANCED', 'ADVANCED', 'ADVANCED', 'DONE', 'DONE', 'FAILED', 'AGAIN'),
    percent: fc.integer({ min: 0, max: 100 }),
    tries: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ job, ...one }) => {
    const split = isSplit(one.attempt);
    const of = split ? one.part : 'FULL';
    return { ...one, split, part: of, jobId: `${one.attempt}-${of}${job}` };
  });
const events = fc.array(fc.oneof({ weight: 30, arbitrary: step }, fc.constantFrom('DELETE', 'RETRY')), {
  maxLength: 40,
});

describe('the status machine, whatever arrives in whatever order, twice or late', () => {
  test('raises the version by one with every change', () => {
    fc.assert(
      fc.property(events, (given) => {
        for (const { before, now } of pairs(states(given))) expect(now.version).toBe(before.version + 1);
      }),
    );
  });

  test('never lets the progress of an attempt fall, and says one from its first step on', () => {
    fc.assert(
      fc.property(events, (given) => {
        for (const { before, now } of pairs(states(given)))
          if (now.attempt === before.attempt) {
            expect(progressOf(now) ?? -1).toBeGreaterThanOrEqual(progressOf(before) ?? -1);
            expect(progressOf(now) ?? 0).toBeLessThanOrEqual(100);
          }
      }),
    );
  });

  test('goes only where its table of predecessors says', () => {
    fc.assert(
      fc.property(events, (given) => {
        for (const { before, now } of pairs(states(given)))
          expect(PREDECESSORS[now.status]).toContain(before.status);
      }),
    );
  });

  test('is READY exactly when each part is done, and PLAYABLE exactly when the early one alone is', () => {
    fc.assert(
      fc.property(events, (given) => {
        for (const { status, split, done, earlyDone } of states(given)) {
          if (status === 'FAILED') continue;
          expect(status === 'READY').toBe(done === true && (!split || earlyDone === true));
          expect(status === 'PLAYABLE').toBe(earlyDone === true && !done);
        }
      }),
    );
  });

  test('is moved on from READY by nothing but its deletion, from FAILED by its owner alone, and from its deletion by nothing', () => {
    fc.assert(
      fc.property(events, step, (given, late) => {
        const video = history(given).at(-1);
        if (!video) expect(after(video, late)).toBeUndefined();
        else if (!isUnderWay(video.status)) expect(after(video, late)).toBe(video);
      }),
    );
  });

  test('listens to one job of each part of the current attempt', () => {
    fc.assert(
      fc.property(events, (given) => {
        for (const { before, now } of pairs(states(given))) {
          if (now.attempt !== before.attempt) continue;
          expect(now.jobId).toBe(before.jobId ?? now.jobId);
          expect(now.earlyJobId).toBe(before.earlyJobId ?? now.earlyJobId);
        }
      }),
    );
  });

  test('takes no step twice, and knows one that it took from one that came too late', () => {
    fc.assert(
      fc.property(events, step, (given, one) => {
        const before = history(given).at(-1);
        const now = before && next(before, one);
        if (!now) return;
        expect(next(now, one)).toBeUndefined();
        expect(wasTaken(now, one)).toBe(true);
        expect(wasTaken(before, one)).toBe(false);
      }),
    );
  });
});
