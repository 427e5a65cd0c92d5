import { failure } from '../../model/failures.ts';
import type { JobStep } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Failure } from '../../model/video-types.ts';
import { afterError } from './job-failure.ts';
import { jobTarget, type JobDetail, type JobTarget } from './job-event.ts';
import { durationSeconds, renditions } from './renditions.ts';

/** A step of one video's status machine, with what is known from then on. */
export interface VideoStep extends JobStep {
  readonly videoId: string;
  readonly ownerId: string;
  /** Key of the poster, if this is the job that makes it. */
  readonly posterKey?: string;
  readonly failure?: Failure;
  /** What the job made, once it is all there. */
  readonly made?: Made;
}

export type Made = Pick<VideoRow, 'renditions' | 'durationSeconds' | 'width' | 'height' | 'hasStoryboard'>;

/** The step that an event asks for; undefined when it is none of ours or changes nothing. */
export function stepOf(detail: JobDetail): VideoStep | undefined {
  const target = jobTarget(detail);
  if (!target) return undefined;
  const { videoId, ownerId, attempt, part, split, tries, posterKey } = target;
  const step = { videoId, ownerId, attempt, part, split, tries, posterKey, jobId: detail.jobId };
  switch (detail.status) {
    case 'PROGRESSING':
      return { ...step, change: 'ADVANCED', percent: 0 };
    case 'STATUS_UPDATE': {
      const percent = detail.jobProgress?.jobPercentComplete;
      return percent === undefined ? undefined : { ...step, change: 'ADVANCED', percent: whole(percent) };
    }
    case 'COMPLETE':
      return { ...step, change: 'DONE', made: made(detail, target) };
    case 'ERROR':
      return { ...step, ...afterError(detail.errorCode, tries) };
    case 'CANCELED':
      return { ...step, change: 'FAILED', failure: failure('JOB_CANCELED') };
    default:
      return undefined;
  }
}

const whole = (percent: number) => Math.min(100, Math.max(0, Math.floor(percent)));

function made(detail: JobDetail, target: JobTarget): Made {
  const all = renditions(detail, target);
  const largest = all.find(({ width }) => width > 0);
  return {
    renditions: all,
    durationSeconds: durationSeconds(detail),
    width: largest?.width,
    height: largest?.height,
    hasStoryboard: target.storyboard || undefined,
  };
}
