import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import { CLAIM_LEASE_MS, NEWS_LEASE_MS, TRIES_MAX, UPLOAD_LEASE_MS } from '../../model/limits.ts';
import {
  isSettled,
  next,
  PART_ATTRIBUTES,
  isUnderWay,
  type JobPart,
  type JobStep,
} from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { NOW, videoRow } from '../shared/testing.ts';
import { decide, isDue, questionsOf } from './decide.ts';
import { factOf, type JobFact } from './job-facts.ts';

/*
 * A model of all that works on one video, each step of which may be the last one of its worker, and each message of which
 * may be lost. The sweeper's decisions are the real ones, and so is the state machine.
 */

interface Job {
  readonly part: JobPart;
  readonly attempt: number;
  readonly split: boolean;
  readonly tries: number;
  readonly end: 'COMPLETE' | 'ERROR' | 'LOST';
  over: boolean;
}

const SWEEP_MS = 5 * 60_000;

/** @param chance whether what may go wrong does */
function world(split: boolean, arrives: boolean, ends: readonly Job['end'][], chance: () => boolean) {
  let row: VideoRow = videoRow({
    open: 'OPEN#0',
    leaseUntil: NOW + UPLOAD_LEASE_MS,
    createdAt: new Date(NOW).toISOString(),
    updatedAt: new Date(NOW).toISOString(),
    upload: { ...videoRow().upload, expiresAt: new Date(NOW + 3_600_000).toISOString() },
  });
  let now = NOW;
  let isThere = false;
  const jobs = new Map<string, Job>();
  const change = (changes: Partial<VideoRow>) => {
    row = { ...row, ...changes, updatedAt: new Date(now).toISOString() };
  };
  const sent = (work: () => void) => {
    if (!chance()) work();
  };

  /** What `submit-job` does with a look or an event; it may die after each of its steps. */
  function look(): void {
    const mayTakeOver = isUnderWay(row.status) && row.jobId === undefined && (row.leaseUntil ?? 0) <= now;
    if (row.status === 'AWAITING_UPLOAD' ? !isThere : !mayTakeOver) return;
    change({
      ...(row.status === 'AWAITING_UPLOAD' && { status: 'UPLOADED', attempt: 1 }),
      leaseUntil: now + CLAIM_LEASE_MS,
    });
    for (const part of split ? (['EARLY', 'FULL'] as const) : (['FULL'] as const)) {
      const name = PART_ATTRIBUTES[part].jobId;
      if (row[name] !== undefined) continue;
      if (chance()) return;
      const known = [...jobs].find(([, job]) => job.part === part && job.attempt === row.attempt);
      const id = known?.[0] ?? `${part}-${jobs.size}`;
      const end = ends[jobs.size % ends.length]!;
      if (!known)
        jobs.set(id, { part, attempt: row.attempt!, split, tries: row.tries ?? 0, end, over: false });
      if (chance()) return;
      change({ [name]: id, ...(part === 'FULL' && { leaseUntil: now + NEWS_LEASE_MS }) });
    }
  }

  /** What `job-events` does with an event. */
  function hear(step: JobStep): void {
    const after = next(row, step);
    if (!after) return;
    if (after.attempt !== row.attempt) {
      const { jobId: _full, earlyJobId: _early, split: _split, percent: _percent, ...rest } = row;
      const { earlyPercent: _earlier, done: _done, earlyDone: _earlyDone, ...kept } = rest;
      row = kept;
      change({ ...after, leaseUntil: now });
      return sent(look);
    }
    change(after);
    if (after.status === 'READY') row = { ...row, open: undefined };
    if (after.status === 'FAILED') change({ failure: failure('TRANSCODE_FAILED'), leaseUntil: now });
  }

  const stepOf = (
    jobId: string,
    { part, attempt, split, tries }: Omit<Job, 'end' | 'over'>,
    status: string,
  ) =>
    ({
      ...{ part, attempt, split, jobId, tries, percent: 50 },
      change:
        status === 'COMPLETE'
          ? 'DONE'
          : status !== 'ERROR'
            ? 'ADVANCED'
            : tries + 1 < TRIES_MAX
              ? 'AGAIN'
              : 'FAILED',
    }) as const;

  /** What MediaConvert says of a job when it is asked. */
  function ask(part: JobPart): JobFact {
    const id = row[PART_ATTRIBUTES[part].jobId]!;
    const { end, over, split: isSplit } = jobs.get(id)!;
    if (end === 'LOST' && over) return { report: { status: 'ERROR', jobId: id, userMetadata: {} } };
    return factOf(id, {
      UserMetadata: { split: String(isSplit) },
      Status: over ? (end === 'LOST' ? 'ERROR' : end) : 'PROGRESSING',
      JobPercentComplete: 50,
    });
  }

  function sweep(): void {
    if (!isDue(row, now)) return;
    const { parts } = questionsOf(row, now);
    const facts = { isUploaded: isThere, jobs: Object.fromEntries(parts.map((part) => [part, ask(part)])) };
    const { acts, leaseUntil } = decide(row, facts, now);
    if (leaseUntil !== undefined) row = { ...row, leaseUntil };
    for (const act of acts) {
      if (chance()) return;
      if (act.kind === 'LOOK') sent(look);
      else if (act.kind === 'REPORT')
        sent(() => hear(stepOf(act.report.jobId, jobs.get(act.report.jobId)!, act.report.status)));
      else if (act.kind === 'EXPIRE') change({ status: 'FAILED', failure: failure('UPLOAD_EXPIRED') });
      else row = { ...row, open: undefined };
    }
  }

  return {
    row: () => row,
    jobs: () => [...jobs.values()],
    arrive() {
      if (!arrives) return;
      isThere = true;
      sent(look);
    },
    /** Five minutes go by: jobs go on, and the sweeper comes. */
    turn() {
      now += SWEEP_MS;
      for (const [id, job] of jobs) {
        if (job.over) continue;
        sent(() => hear(stepOf(id, job, 'STATUS_UPDATE')));
        job.over = true;
        if (job.end !== 'LOST') sent(() => hear(stepOf(id, job, job.end)));
      }
      sweep();
    },
  };
}

const ENDS = fc.array(fc.constantFrom<Job['end']>('COMPLETE', 'COMPLETE', 'ERROR', 'LOST'), {
  minLength: 1,
  maxLength: 4,
});

test('whatever is lost, and whoever dies, a video comes to its end, and nobody need come back to it', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.boolean(),
      ENDS,
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      (split, arrives, ends, losses) => {
        const left = losses.values();
        // From some moment on nothing goes wrong any more.
        const { row, jobs, arrive, turn } = world(split, arrives, ends, () => left.next().value ?? false);
        arrive();
        for (let turns = 0; turns < 100 && row().open !== undefined; turns += 1) turn();
        expect(row().open).toBeUndefined();
        expect(isSettled(row().status)).toBe(true);
        expect(row().failure?.code === 'UPLOAD_EXPIRED').toBe(!arrives);
        // The same work was begun no more often than once an attempt.
        const begun = jobs().map(({ part, attempt }) => `${part} ${attempt}`);
        expect(new Set(begun).size).toBe(begun.length);
        if (arrives && ends.every((end) => end === 'COMPLETE')) expect(row().status).toBe('READY');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('where nothing is lost, the sweeper has nothing to do', () => {
  for (const split of [true, false]) {
    const { row, arrive, turn } = world(split, true, ['COMPLETE'], () => false);
    arrive();
    turn();
    expect(row()).toMatchObject({ status: 'READY', open: undefined, attempt: 1 });
  }
});
