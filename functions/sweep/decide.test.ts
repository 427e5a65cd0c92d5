import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEWS_LEASE_MS, UPLOAD_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { VIDEO_STATUSES } from '../../model/video-types.ts';
import { NOW, videoRow } from '../shared/testing.ts';
import { decide, isDue, questionsOf, type Facts } from './decide.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING: Facts = { isUploaded: false, jobs: {} };
const at = (time: number) => new Date(time).toISOString();
const due = (changes: Partial<VideoRow>) =>
  videoRow({ open: 'OPEN#0', leaseUntil: NOW, updatedAt: at(NOW - HOUR), ...changes });
const acts = (row: VideoRow, facts: Partial<Facts> = {}) => {
  const { leaseUntil, ...decision } = decide(row, { ...NOTHING, ...facts }, NOW);
  return { acts: decision.acts.map(({ kind }) => kind), after: leaseUntil && leaseUntil - NOW };
};

describe('a video that waits for its file', () => {
  const began = (age: number, expiresAt = NOW + HOUR) =>
    due({ createdAt: at(NOW - age), upload: { ...videoRow().upload, expiresAt: at(expiresAt) } });

  test('whose file is there, but was not told of, is looked at; who looks may claim it at once', () => {
    expect(questionsOf(began(HOUR), NOW)).toEqual({ upload: true, parts: [] });
    expect(acts(began(HOUR), { isUploaded: true })).toEqual({ acts: ['LOOK'], after: 0 });
    expect(acts(began(HOUR, NOW - 10 * HOUR), { isUploaded: true })).toEqual({ acts: ['LOOK'], after: 0 });
  });

  test.each([
    [5 * MINUTE, HOUR, UPLOAD_LEASE_MS],
    [30 * MINUTE, HOUR, 30 * MINUTE],
    [20 * HOUR, 4 * HOUR, HOUR],
    [HOUR + 50 * MINUTE, -50 * MINUTE, 10 * MINUTE],
  ])('for %d ms, with %d to go, is looked for again %d later', (age, toGo, after) => {
    expect(acts(began(age, NOW + toGo))).toEqual({ acts: [], after });
  });

  test('is given up an hour after nothing could be sent any more', () => {
    expect(acts(began(2 * HOUR, NOW - HOUR + 1))).toEqual({ acts: [], after: 1 });
    expect(acts(began(2 * HOUR, NOW - HOUR))).toEqual({ acts: ['EXPIRE'], after: undefined });
  });
});

describe('a video that is under way', () => {
  const claimed: Partial<VideoRow> = { status: 'UPLOADED', attempt: 1 };
  const both = { ...claimed, status: 'PROCESSING', split: true, jobId: 'f', earlyJobId: 'e' } as const;
  const report = { status: 'COMPLETE', jobId: 'f', userMetadata: {} };

  test('without a job is looked at', () => {
    expect(questionsOf(due(claimed), NOW).parts).toEqual([]);
    expect(acts(due(claimed))).toEqual({ acts: ['LOOK'], after: 0 });
  });

  test('without one of two jobs is looked at, whatever the other has to say', () => {
    const half = { ...both, jobId: undefined, updatedAt: at(NOW) };
    expect(questionsOf(due(half), NOW).parts).toEqual(['EARLY']);
    expect(acts(due(half), { jobs: { EARLY: { split: true, report } } })).toEqual({
      acts: ['REPORT', 'LOOK'],
      after: 0,
    });
    // Nothing was heard of the job that is there: it says itself that there should be another.
    const unheard = due({ ...claimed, jobId: 'f' });
    expect(acts(unheard, { jobs: { FULL: { split: true } } }).acts).toEqual(['LOOK']);
    expect(acts(unheard, { jobs: { FULL: { split: false } } }).acts).toEqual([]);
  });

  test('with all its jobs is asked about, part by part, until each is done', () => {
    expect(questionsOf(due(both), NOW).parts).toEqual(['EARLY', 'FULL']);
    expect(questionsOf(due({ ...both, earlyDone: true }), NOW).parts).toEqual(['FULL']);
    expect(acts(due(both), { jobs: { EARLY: {}, FULL: { report } } })).toEqual({
      acts: ['REPORT'],
      after: NEWS_LEASE_MS,
    });
  });

  test('and was heard of lately is left alone for as long as that is news', () => {
    const heard = due({ ...both, updatedAt: at(NOW - MINUTE) });
    expect(questionsOf(heard, NOW).parts).toEqual([]);
    expect(acts(heard)).toEqual({ acts: [], after: NEWS_LEASE_MS - MINUTE });
  });
});

test('what failed is cleared away, what is ready is closed, and what is not due is left alone', () => {
  expect(acts(due({ status: 'FAILED' })).acts).toEqual(['CLEAR']);
  expect(acts(due({ status: 'READY' })).acts).toEqual(['CLOSE']);
  expect(isDue(due({}), NOW)).toBe(true);
  expect(isDue(due({ leaseUntil: NOW + 1 }), NOW)).toBe(false);
  expect(isDue(due({ open: undefined }), NOW)).toBe(false);
});

test('whatever a row says, something is done about it now, or somebody comes back within an hour', () => {
  const maybe = <T>(value: T) => fc.option(fc.constant(value), { nil: undefined });
  const rows = fc.record({
    status: fc.constantFrom(...VIDEO_STATUSES),
    split: fc.option(fc.boolean(), { nil: undefined }),
    jobId: maybe('f'),
    earlyJobId: maybe('e'),
    done: maybe(true),
    earlyDone: maybe(true),
    updatedAt: fc.integer({ min: NOW - 3 * HOUR, max: NOW }).map(at),
    createdAt: fc.integer({ min: NOW - 30 * HOUR, max: NOW }).map(at),
  });
  fc.assert(
    fc.property(rows, fc.boolean(), (changes, isUploaded) => {
      const decision = decide(due(changes), { isUploaded, jobs: {} }, NOW);
      const ends = decision.acts.some(({ kind }) => ['EXPIRE', 'CLEAR', 'CLOSE'].includes(kind));
      expect(decision.leaseUntil === undefined).toBe(ends);
      if (decision.leaseUntil === undefined) return;
      expect(decision.leaseUntil).toBeLessThanOrEqual(NOW + HOUR);
      // Only what was done something about may be due again at once.
      expect(decision.leaseUntil).toBeGreaterThanOrEqual(decision.acts.length > 0 ? NOW : NOW + 1);
    }),
    { numRuns: 1_000 },
  );
});
