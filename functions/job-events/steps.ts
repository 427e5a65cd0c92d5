import type { Failure } from '../../generated/schema.ts';
import { failure } from '../../model/failures.ts';
import type { JobStep } from '../../model/status.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { failureCode } from './job-failure.ts';
import { jobTarget, type JobDetail } from './job-event.ts';
import { durationSeconds, renditions } from './renditions.ts';

/** A step of one video's status machine, with what is known from then on. */
export interface VideoStep extends JobStep {
  readonly videoId: string;
  readonly ownerId: string;
  readonly failure?: Failure;
  /** What was made, once it is all there. */
  readonly result?: Pick<VideoRow, 'renditions' | 'durationSeconds' | 'width' | 'height' | 'publishedAt'>;
}

/** The step that an event asks for; undefined when it is none of ours or changes nothing. `at` is the time now. */
export function stepOf(detail: JobDetail, at: string): VideoStep | undefined {
  const target = jobTarget(detail);
  if (!target) return undefined;
  const step = { ...target, jobId: detail.jobId };
  switch (detail.status) {
    case 'PROGRESSING':
      return { ...step, status: 'PROCESSING', progress: 0 };
    case 'STATUS_UPDATE': {
      const percent = detail.jobProgress?.jobPercentComplete;
      return percent === undefined ? undefined : { ...step, status: 'PROCESSING', progress: whole(percent) };
    }
    case 'COMPLETE':
      return { ...step, status: 'READY', progress: 100, result: result(detail, at) };
    case 'ERROR':
      return { ...step, status: 'FAILED', failure: failure(failureCode(detail.errorCode)) };
    case 'CANCELED':
      return { ...step, status: 'FAILED', failure: failure('JOB_CANCELED') };
    default:
      return undefined;
  }
}

const whole = (percent: number) => Math.min(100, Math.max(0, Math.floor(percent)));

function result(detail: JobDetail, publishedAt: string): VideoStep['result'] {
  const made = renditions(detail);
  return {
    renditions: made,
    durationSeconds: durationSeconds(detail),
    width: made[0]?.width,
    height: made[0]?.height,
    publishedAt,
  };
}
