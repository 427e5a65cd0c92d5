import type { Runtime } from '../../../runtime/runtime.ts';
import type { Job, Store } from '../jobs/store.ts';
import type { Queue } from '../queues/queues.ts';

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** A job as GetJob, ListJobs and CreateJob answer it. Times are epoch seconds. */
export function jobView(runtime: Runtime, job: Job): Record<string, unknown> {
  const { request } = job;
  const underWay = job.status === 'PROGRESSING';
  return {
    arn: runtime.arn('mediaconvert', `jobs/${job.id}`),
    id: job.id,
    createdAt: seconds(job.created),
    queue: job.queue,
    role: request.role,
    settings: request.settings,
    status: job.status,
    priority: job.priority,
    userMetadata: request.userMetadata ?? {},
    statusUpdateInterval: request.statusUpdateInterval ?? 'SECONDS_60',
    billingTagsSource: request['billingTagsSource'] ?? 'JOB',
    accelerationSettings: { mode: 'DISABLED' },
    accelerationStatus: 'NOT_APPLICABLE',
    retryCount: job.retries,
    hopDestinations: [],
    messages: { info: [], warning: job.warnings },
    ...(job.warnings.length > 0 && { warnings: [{ code: 230001, count: job.warnings.length }] }),
    ...(job.token && { clientRequestToken: job.token }),
    ...(job.phase && (underWay || job.status === 'COMPLETE') && { currentPhase: job.phase }),
    ...(underWay && { jobPercentComplete: job.percent ?? 0 }),
    ...(job.errorCode && { errorCode: job.errorCode, errorMessage: job.errorMessage }),
    ...(Array.isArray(job.outputGroupDetails) && {
      outputGroupDetails: job.outputGroupDetails.map(groupView),
    }),
    timing: {
      submitTime: seconds(job.created),
      ...(job.started && { startTime: seconds(job.started) }),
      ...(job.finished && { finishTime: seconds(job.finished) }),
    },
  };
}

interface GroupDetail {
  readonly outputDetails: readonly {
    readonly durationInMs: number;
    readonly videoDetails?: { readonly widthInPx: number; readonly heightInPx: number };
  }[];
}

/** GetJob tells less than the COMPLETE event: no paths, no bitrates. */
const groupView = (group: GroupDetail) => ({
  outputDetails: group.outputDetails.map(({ durationInMs, videoDetails }) => ({
    durationInMs,
    ...(videoDetails && {
      videoDetails: { widthInPx: videoDetails.widthInPx, heightInPx: videoDetails.heightInPx },
    }),
  })),
});

export const queueView = (queue: Queue, store: Store): Record<string, unknown> => ({
  arn: queue.arn,
  name: queue.name,
  ...(queue.description && { description: queue.description }),
  concurrentJobs: queue.concurrentJobs,
  createdAt: seconds(queue.created),
  lastUpdated: seconds(queue.updated),
  pricingPlan: 'ON_DEMAND',
  status: queue.status,
  type: queue.type,
  progressingJobsCount: store.count(queue.arn, 'PROGRESSING'),
  submittedJobsCount: store.count(queue.arn, 'SUBMITTED'),
});
