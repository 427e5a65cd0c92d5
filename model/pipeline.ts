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

export const isUnderWay = (status: VideoStatus) => UNDER_WAY.indexOf(status) > -1;

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

export const otherPart = (part: JobPart): JobPart => (part === 'EARLY' ? 'FULL' : 'EARLY');

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
  /** Of `AGAIN`: how many attempts such faults had cost when the job was made. */
  readonly tries?: number;
}

/** One way that a step can lead. A step that leads several ways goes one of them from each state. */
export interface Way {
  readonly from: readonly VideoStatus[];
  /** Missing: the status stays. */
  readonly to?: VideoStatus;
  /** Whether the other part must be done, or must not be; missing: no matter. */
  readonly otherDone?: boolean;
}

const BEGINS: Way = { from: ['UPLOADED', 'PROCESSING'], to: 'PROCESSING' };
const GOES_ON: Way = { from: ['PROCESSING', 'PLAYABLE'] };

/** All ways that a step can lead, the likeliest first: it is tried without a look at the row. */
export function waysOf({ change, part, split }: JobStep): Way[] {
  switch (change) {
    case 'ADVANCED':
      return split && part === 'FULL' ? [GOES_ON, BEGINS] : [BEGINS, GOES_ON];
    case 'DONE':
      if (!split) return [{ from: UNDER_WAY, to: 'READY' }];
      return part === 'EARLY'
        ? [
            { from: UNDER_WAY, to: 'PLAYABLE', otherDone: false },
            { from: UNDER_WAY, to: 'READY', otherDone: true },
          ]
        : [
            { from: UNDER_WAY, to: 'READY', otherDone: true },
            { ...BEGINS, otherDone: false },
          ];
    case 'FAILED':
      return [{ from: UNDER_WAY, to: 'FAILED' }];
    case 'AGAIN':
      return [{ from: UNDER_WAY, to: 'UPLOADED' }];
  }
}

/** The way that a step leads from here; undefined when it leads nowhere: it is late, or of another job or attempt. */
export function wayFrom(state: VideoState, step: JobStep): Way | undefined {
  const names = PART_ATTRIBUTES[step.part];
  const isCurrent =
    state.attempt === step.attempt && (state[names.jobId] === undefined || state[names.jobId] === step.jobId);
  const isNews = !state[names.done] && (step.change !== 'ADVANCED' || rises(state, step));
  if (!isCurrent || !isNews) return undefined;
  const isOtherDone = state[PART_ATTRIBUTES[otherPart(step.part)].done] === true;
  return waysOf(step).find(
    ({ from, otherDone }) =>
      from.indexOf(state.status) > -1 && (otherDone === undefined || otherDone === isOtherDone),
  );
}

const rises = (state: VideoState, { part, percent = 0 }: JobStep) =>
  percent > (state[PART_ATTRIBUTES[part].percent] ?? -1);

/** The state after a step; undefined when the step leads nowhere from here. */
export function next(state: VideoState, step: JobStep): VideoState | undefined {
  const way = wayFrom(state, step);
  if (!way) return undefined;
  const version = state.version + 1;
  if (step.change === 'AGAIN')
    return { status: 'UPLOADED', version, attempt: step.attempt + 1, tries: (step.tries ?? 0) + 1 };

  const names = PART_ATTRIBUTES[step.part];
  const status = way.to ?? state.status;
  const known = { ...state, status, version, split: step.split, [names.jobId]: step.jobId };
  switch (step.change) {
    case 'ADVANCED':
      return { ...known, [names.percent]: step.percent ?? 0 };
    case 'DONE':
      return { ...known, [names.percent]: 100, [names.done]: true };
    case 'FAILED':
      return known;
  }
}

/**
 * Whether a step that leads nowhere does so because it was taken before. Then whoever took it may not have come to what
 * follows from it, so that is done again; a step that was overtaken is dropped.
 */
export function wasTaken(state: VideoState, step: JobStep): boolean {
  if (step.change === 'AGAIN') return state.attempt === step.attempt + 1 && state.status === 'UPLOADED';
  const names = PART_ATTRIBUTES[step.part];
  if (state.attempt !== step.attempt || state[names.jobId] !== step.jobId) return false;
  switch (step.change) {
    case 'ADVANCED':
      return !state[names.done] && !isSettled(state.status) && state[names.percent] === (step.percent ?? 0);
    case 'DONE':
      return state[names.done] === true && state.status !== 'FAILED';
    case 'FAILED':
      return !state[names.done] && state.status === 'FAILED';
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
