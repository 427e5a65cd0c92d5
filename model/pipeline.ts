import type { VideoStatus } from './video-types.ts';

/*
 * The one state machine of a video's making. Each event arrives at least once, late and in any order; so a change is
 * written only where it leads on from what the row says, by a conditional write that says the same in DynamoDB's words.
 */

/** `DELETED` is a row that is gone: nothing leads out of it. */
export type PipelineStatus = VideoStatus | 'DELETED';

/** The states that each state may be reached from. */
export const PREDECESSORS: Readonly<Record<PipelineStatus, readonly VideoStatus[]>> = {
  AWAITING_UPLOAD: [],
  // By a claim; by another attempt after a fault that was not the file's; by its owner's wish.
  UPLOADED: ['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PLAYABLE', 'FAILED'],
  // From itself: its progress rises.
  PROCESSING: ['UPLOADED', 'PROCESSING'],
  PLAYABLE: ['UPLOADED', 'PROCESSING', 'PLAYABLE'],
  // A short job may finish before its first progress is heard of.
  READY: ['UPLOADED', 'PROCESSING', 'PLAYABLE'],
  FAILED: ['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PLAYABLE'],
  DELETED: ['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PLAYABLE', 'READY', 'FAILED'],
};

/** States in which an attempt may be under way. */
export const UNDER_WAY: readonly VideoStatus[] = ['UPLOADED', 'PROCESSING', 'PLAYABLE'];

/** States that nothing but the owner leads out of. */
export const isSettled = (status: VideoStatus) => status === 'READY' || status === 'FAILED';

/** States in which there is something to play. */
export const isPlayable = (status: VideoStatus) => status === 'READY' || status === 'PLAYABLE';

/**
 * An attempt is one job, `FULL`, or two: `EARLY` makes the lowest rungs, so that they can be watched while `FULL` makes
 * the others.
 */
export type JobPart = 'EARLY' | 'FULL';

/** Where a row keeps what it knows of each part's job. */
export const PART_ATTRIBUTES = {
  EARLY: { jobId: 'earlyJobId', percent: 'earlyPercent', done: 'earlyDone' },
  FULL: { jobId: 'jobId', percent: 'percent', done: 'done' },
} as const;

/** The part of a row that its making changes. */
export interface VideoState {
  readonly status: VideoStatus;
  readonly version: number;
  /** Counts every new start, from 1: each has a folder of its own. */
  readonly attempt?: number;
  /** How many attempts the service's faults have cost since the owner last asked for one. */
  readonly tries?: number;
  /** Whether the attempt has both parts. Known from the first step of any job on. */
  readonly split?: boolean;
  readonly jobId?: string;
  readonly earlyJobId?: string;
  readonly percent?: number;
  readonly earlyPercent?: number;
  readonly done?: boolean;
  readonly earlyDone?: boolean;
}

/** What a job says about its video. */
export interface JobStep {
  readonly part: JobPart;
  readonly attempt: number;
  readonly split: boolean;
  readonly jobId: string;
  /** `AGAIN`: it failed through no fault of the file, and there is another try left. */
  readonly change: 'ADVANCED' | 'DONE' | 'FAILED' | 'AGAIN';
  /** Of `ADVANCED`: of this job, 0 to 100. It must rise. */
  readonly percent?: number;
}

/** The state after a step; undefined when the step leads nowhere from here. */
export function next(state: VideoState, step: JobStep): VideoState | undefined {
  const names = PART_ATTRIBUTES[step.part];
  const isCurrent =
    state.attempt === step.attempt && (state[names.jobId] === undefined || state[names.jobId] === step.jobId);
  if (!isCurrent || UNDER_WAY.indexOf(state.status) === -1) return undefined;

  const version = state.version + 1;
  const begun = state.status === 'UPLOADED' ? 'PROCESSING' : state.status;
  const known = { ...state, version, split: step.split, [names.jobId]: step.jobId };
  switch (step.change) {
    case 'ADVANCED': {
      const percent = step.percent ?? 0;
      if (state[names.done] || percent <= (state[names.percent] ?? -1)) return undefined;
      return { ...known, status: begun, [names.percent]: percent };
    }
    case 'DONE': {
      if (state[names.done]) return undefined;
      const other = PART_ATTRIBUTES[step.part === 'EARLY' ? 'FULL' : 'EARLY'];
      const complete = !step.split || state[other.done] === true;
      const status = complete ? 'READY' : step.part === 'EARLY' ? 'PLAYABLE' : begun;
      return { ...known, status, [names.percent]: 100, [names.done]: true };
    }
    case 'FAILED':
      return { ...known, status: 'FAILED' };
    case 'AGAIN':
      return { status: 'UPLOADED', version, attempt: step.attempt + 1, tries: (state.tries ?? 0) + 1 };
  }
}

/** How much of the work of two parts the early one is. */
const EARLY_SHARE = 0.2;

/** Percent of the attempt that is done; undefined before it starts. */
export function progressOf(state: VideoState): number | undefined {
  if (state.status === 'READY') return 100;
  if (state.percent === undefined && state.earlyPercent === undefined) return undefined;
  const full = state.percent ?? 0;
  return Math.floor(state.split ? EARLY_SHARE * (state.earlyPercent ?? 0) + (1 - EARLY_SHARE) * full : full);
}
