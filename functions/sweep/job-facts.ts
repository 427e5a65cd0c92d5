import {
  GetJobCommand,
  NotFoundException,
  type Job,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import { PART_ATTRIBUTES, type JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';

/** What an event tells of a job, as far as `job-events` listens. */
export interface JobReport {
  readonly status: string;
  readonly jobId: string;
  readonly userMetadata: Readonly<Record<string, string>>;
  readonly jobProgress?: { readonly jobPercentComplete: number };
  readonly outputGroupDetails?: readonly object[];
  readonly errorCode?: number | undefined;
  readonly errorMessage?: string | undefined;
}

/** What MediaConvert says of a job when it is asked. */
export interface JobFact {
  /** Whether its attempt has another part; missing of a job that does not say. */
  readonly split?: boolean;
  /** The same in the words of the event that tells of it; missing of a job that waits for its turn. */
  readonly report?: JobReport;
}

/** Asks for the job of one part. */
export async function jobFact(client: MediaConvertClient, row: VideoRow, part: JobPart): Promise<JobFact> {
  const jobId = row[PART_ATTRIBUTES[part].jobId]!;
  try {
    const { Job } = await client.send(new GetJobCommand({ Id: jobId }));
    return factOf(jobId, Job ?? {});
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    return { report: lost(row, part, jobId) };
  }
}

/** The service tells less here than in its events: no names of files, no bit rates. */
export function factOf(jobId: string, job: Partial<Job>): JobFact {
  const userMetadata = job.UserMetadata ?? {};
  const report = reportOf(job);
  return {
    ...(userMetadata['split'] !== undefined && { split: userMetadata['split'] === 'true' }),
    ...(report && { report: { ...report, jobId, userMetadata } }),
  };
}

function reportOf(job: Partial<Job>): Omit<JobReport, 'jobId' | 'userMetadata'> | undefined {
  switch (job.Status) {
    case 'PROGRESSING':
      return {
        status: 'STATUS_UPDATE',
        jobProgress: { jobPercentComplete: job.JobPercentComplete ?? 0 },
      };
    case 'COMPLETE':
      return { status: 'COMPLETE', outputGroupDetails: (job.OutputGroupDetails ?? []).map(groupOf) };
    case 'ERROR':
      return { status: 'ERROR', errorCode: job.ErrorCode, errorMessage: job.ErrorMessage };
    case 'CANCELED':
      return { status: 'CANCELED' };
    default:
      return undefined;
  }
}

type GroupDetail = NonNullable<Job['OutputGroupDetails']>[number];

const groupOf = ({ OutputDetails = [] }: GroupDetail) => ({
  outputDetails: OutputDetails.map(({ DurationInMs, VideoDetails: video }) => ({
    durationInMs: DurationInMs,
    ...(video && {
      videoDetails: { widthInPx: video.WidthInPx ?? 0, heightInPx: video.HeightInPx ?? 0 },
    }),
  })),
});

/** A job that nobody knows any more failed through no fault of the file. */
const lost = ({ id, ownerId, attempt, split, tries }: VideoRow, part: JobPart, jobId: string): JobReport => ({
  status: 'ERROR',
  jobId,
  errorMessage: 'MediaConvert does not know this job.',
  userMetadata: {
    ...{ videoId: id, ownerId, attempt: String(attempt), part },
    split: String(split ?? part === 'EARLY'),
    tries: String(tries ?? 0),
  },
});
