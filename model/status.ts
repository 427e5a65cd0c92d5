import type { VideoStatus } from './video-types.ts';

/**
 * The states a video may come from. Each event arrives at least once and in any order, so a state is written
 * only over one of its predecessors: a late `PROCESSING` cannot undo a `READY`.
 */
export const PREDECESSORS: Readonly<Record<VideoStatus, readonly VideoStatus[]>> = {
  AWAITING_UPLOAD: [],
  UPLOADED: ['AWAITING_UPLOAD'],
  // From itself: its progress rises.
  PROCESSING: ['UPLOADED', 'PROCESSING'],
  PLAYABLE: ['UPLOADED', 'PROCESSING', 'PLAYABLE'],
  // A short job may finish before its first progress is heard of.
  READY: ['UPLOADED', 'PROCESSING', 'PLAYABLE'],
  FAILED: ['UPLOADED', 'PROCESSING', 'PLAYABLE'],
};

/** The part of a video that its transcoding changes. */
export interface VideoState {
  readonly status: VideoStatus;
  readonly version: number;
  readonly progress?: number;
  readonly attempt?: number;
  readonly jobId?: string;
}

/** What a job says about a video. */
export interface JobStep {
  readonly status: VideoStatus;
  readonly attempt: number;
  readonly jobId: string;
  /** Percent. A step that only reports progress must raise it. */
  readonly progress?: number;
}

/**
 * Whether a step may be written. The table decides by the same rule, as a condition of the write; this is the
 * rule in plain code, to say afterwards why a write was refused, and to test.
 */
export function mayApply(state: VideoState, step: JobStep): boolean {
  return (
    isFromCurrentJob(state, step) &&
    PREDECESSORS[step.status].indexOf(state.status) > -1 &&
    (state.status !== step.status || (step.progress ?? 0) > (state.progress ?? -1))
  );
}

/**
 * Whether a refused step was refused because it is in the table already. Then its event may never have been
 * published, so it is published again; a step that was overtaken is dropped.
 */
export const wasApplied = (state: VideoState, step: JobStep) =>
  state.jobId === step.jobId &&
  state.attempt === step.attempt &&
  state.status === step.status &&
  (step.progress === undefined || state.progress === step.progress);

/** A job's first event may overtake the write that records the job: then no job is known yet. */
const isFromCurrentJob = (state: VideoState, step: JobStep) =>
  state.attempt === step.attempt && (state.jobId === undefined || state.jobId === step.jobId);
