import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayApply, wasApplied, type JobStep, type VideoState } from './status.ts';

const CLAIMED: VideoState = { status: 'UPLOADED', version: 2, attempt: 1 };

/** What a write does when its condition holds. */
const apply = (state: VideoState, step: JobStep): VideoState =>
  mayApply(state, step)
    ? {
        ...state,
        status: step.status,
        jobId: step.jobId,
        progress: step.progress ?? state.progress,
        version: state.version + 1,
      }
    : state;

const step: fc.Arbitrary<JobStep> = fc.oneof(
  fc.record({
    status: fc.constant('PROCESSING' as const),
    progress: fc.integer({ min: 0, max: 100 }),
    jobId: fc.constantFrom('job-1', 'job-2'),
    attempt: fc.constantFrom(1, 2),
  }),
  fc.record({
    status: fc.constant('READY' as const),
    progress: fc.constant(100),
    jobId: fc.constantFrom('job-1', 'job-2'),
    attempt: fc.constantFrom(1, 2),
  }),
  fc.record({
    status: fc.constant('FAILED' as const),
    jobId: fc.constantFrom('job-1', 'job-2'),
    attempt: fc.constantFrom(1, 2),
  }),
);
const steps = fc.array(step, { maxLength: 30 });

/** Every state a video went through. */
const history = (given: readonly JobStep[]) =>
  given.reduce<VideoState[]>(
    (states, next) => {
      const before = states.at(-1)!;
      const after = apply(before, next);
      return after === before ? states : [...states, after];
    },
    [CLAIMED],
  );

describe('the status machine, whatever arrives in whatever order', () => {
  test('raises the version by one with every change', () => {
    fc.assert(
      fc.property(steps, (given) => {
        expect(history(given).map(({ version }) => version)).toEqual(
          history(given).map((_, index) => 2 + index),
        );
      }),
    );
  });

  test('never lets the progress fall', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const progress = history(given).map((state) => state.progress ?? -1);
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
      }),
    );
  });

  test('ends: nothing follows READY or FAILED', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const final = history(given).findIndex(({ status }) => status === 'READY' || status === 'FAILED');
        if (final !== -1) expect(history(given)).toHaveLength(final + 1);
      }),
    );
  });

  test('listens to one job of the current attempt', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const jobs = new Set(history(given).flatMap(({ jobId }) => jobId ?? []));
        expect(jobs.size).toBeLessThanOrEqual(1);
        expect(mayApply(CLAIMED, { status: 'READY', attempt: 2, jobId: 'job-1' })).toBe(false);
      }),
    );
  });

  test('is not changed by hearing everything twice', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const once = history(given).at(-1)!;
        const twice = given.reduce(apply, given.reduce(apply, CLAIMED));
        if (once.status === 'READY' || once.status === 'FAILED') expect(twice).toEqual(once);
      }),
    );
  });

  test('knows a step that it has taken from one that came too late', () => {
    fc.assert(
      fc.property(steps, step, (given, next) => {
        const before = history(given).at(-1)!;
        const after = apply(before, next);
        if (after !== before) expect(wasApplied(after, next)).toBe(true);
        if (after === before && before.status !== next.status) expect(wasApplied(before, next)).toBe(false);
      }),
    );
  });
});

test('a failure is known again although the progress stayed where it was', () => {
  const failed: VideoState = { status: 'FAILED', version: 5, attempt: 1, jobId: 'job-1', progress: 37 };
  expect(wasApplied(failed, { status: 'FAILED', attempt: 1, jobId: 'job-1' })).toBe(true);
});
