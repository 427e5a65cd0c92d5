import { NEWS_LEASE_MS, UPLOAD_LEASE_MS, UPLOAD_URL_SECONDS } from '../../model/limits.ts';
import { isUnderWay, PART_ATTRIBUTES, type JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { JobFact, JobReport } from './job-facts.ts';

/** What must be asked before anything is decided about a video. */
export interface Questions {
  /** Is there an object where its file was to be sent? */
  readonly upload: boolean;
  /** What does MediaConvert say of the jobs of these parts? */
  readonly parts: readonly JobPart[];
}

export interface Facts {
  readonly isUploaded: boolean;
  readonly jobs: Readonly<Partial<Record<JobPart, JobFact>>>;
}

export type Act =
  /** Have `submit-job` look at it. */
  | { readonly kind: 'LOOK' }
  /** Have `job-events` hear what was lost, or what should have been said. */
  | { readonly kind: 'REPORT'; readonly report: JobReport }
  /** Its file never came. */
  | { readonly kind: 'EXPIRE' }
  /** It failed: what is left of it goes. */
  | { readonly kind: 'CLEAR' }
  /** Nobody need come back to it. */
  | { readonly kind: 'CLOSE' };

export interface Decision {
  readonly acts: readonly Act[];
  /** When somebody is to come back to it if nothing happens meanwhile. Missing where an act says so itself. */
  readonly leaseUntil?: number;
}

/** Whether it is time to come back to a video. `now` in epoch milliseconds, here and below. */
export const isDue = ({ open, leaseUntil = 0 }: VideoRow, now: number) =>
  open !== undefined && leaseUntil <= now;

export function questionsOf(row: VideoRow, now: number): Questions {
  return {
    upload: row.status === 'AWAITING_UPLOAD',
    parts: isUnderWay(row.status) && newsUntil(row) <= now ? askedParts(row) : [],
  };
}

/** What is to be done about a video whose lease is over: always something that leads on, or a later lease. */
export function decide(row: VideoRow, facts: Facts, now: number): Decision {
  switch (row.status) {
    case 'READY':
      return { acts: [{ kind: 'CLOSE' }] };
    case 'FAILED':
      return { acts: [{ kind: 'CLEAR' }] };
    case 'AWAITING_UPLOAD':
      return facts.isUploaded ? look(now) : awaited(row, now);
    case 'UPLOADED':
    case 'PROCESSING':
    case 'PLAYABLE':
      return underWay(row, facts, now);
  }
}

/** The lease stays over, so that whoever looks may claim the video; but others that have waited longer come first. */
const look = (now: number): Decision => ({ acts: [{ kind: 'LOOK' }], leaseUntil: now });

/** Forms and addresses of parts may be used until the end, and sending what they are for takes its time. */
const GRACE_MS = UPLOAD_URL_SECONDS * 1_000;
/** The longest between two looks for a file. */
const INTERVAL_MAX_MS = 4 * UPLOAD_LEASE_MS;

/** The longer it has been awaited, the more seldom it is looked for. */
function awaited({ createdAt, upload }: VideoRow, now: number): Decision {
  const end = Date.parse(upload.expiresAt) + GRACE_MS;
  if (now >= end) return { acts: [{ kind: 'EXPIRE' }] };
  const age = now - Date.parse(createdAt);
  const interval = Math.min(INTERVAL_MAX_MS, Math.max(UPLOAD_LEASE_MS, age));
  return { acts: [], leaseUntil: Math.min(end, now + interval) };
}

function underWay(row: VideoRow, { jobs }: Facts, now: number): Decision {
  const newsEnd = newsUntil(row);
  if (now < newsEnd) return { acts: [], leaseUntil: newsEnd };
  const reports = Object.values(jobs).flatMap(({ report }) =>
    report ? [{ kind: 'REPORT', report } as const] : [],
  );
  const split = row.split ?? Object.values(jobs).some((job) => job.split);
  // Whoever was to make the jobs did not come to its end.
  if (!hasAllJobs(row, split)) return { acts: [...reports, { kind: 'LOOK' }], leaseUntil: now };
  return { acts: reports, leaseUntil: now + NEWS_LEASE_MS };
}

/** Until when what was last heard is news. Something may be missing that no news can tell of: then there are none. */
const newsUntil = (row: VideoRow) =>
  row.split !== undefined && hasAllJobs(row, row.split) ? Date.parse(row.updatedAt) + NEWS_LEASE_MS : 0;

const hasAllJobs = (row: VideoRow, split: boolean) =>
  row.jobId !== undefined && (!split || row.earlyJobId !== undefined);

/** The parts whose jobs may still have something to say. */
const askedParts = (row: VideoRow): readonly JobPart[] =>
  (['EARLY', 'FULL'] as const).filter((part) => {
    const { jobId, done } = PART_ATTRIBUTES[part];
    return row[jobId] !== undefined && row[done] !== true;
  });
