import { createHash } from 'node:crypto';
import {
  CreateJobCommand,
  paginateListJobs,
  type CreateJobCommandInput,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import { hlsBase, sourceKey } from '../../model/keys.ts';
import type { ClaimedVideo } from './claims.ts';
import { jobSettings } from './job-settings.ts';
import type { Source } from './source.ts';

/** Where jobs are made, and from what to what. */
export interface Transcoding {
  readonly client: MediaConvertClient;
  readonly queueArn: string;
  readonly roleArn: string;
  readonly uploadBucket: string;
  readonly outputBucket: string;
}

/** The file that a video is made from, as MediaConvert names files. */
export const sourceUrl = (transcoding: Transcoding, videoId: string) =>
  `s3://${transcoding.uploadBucket}/${sourceKey(videoId)}`;

/** The job's id. */
export async function createJob(
  transcoding: Transcoding,
  video: ClaimedVideo,
  source: Source,
): Promise<string> {
  const { Job } = await transcoding.client.send(new CreateJobCommand(jobRequest(transcoding, video, source)));
  if (!Job?.Id) throw new Error('MediaConvert made a job without an id.');
  return Job.Id;
}

/** The metadata comes back with every event of the job: it is how a video is found again, and nothing else is in it. */
export const jobRequest = (
  transcoding: Transcoding,
  { id, ownerId, attempt, sourceEtag }: ClaimedVideo,
  source: Source,
): CreateJobCommandInput => ({
  Queue: transcoding.queueArn,
  Role: transcoding.roleArn,
  // Makes one job of two requests, but only within a minute: the claim is what really prevents a second one.
  ClientRequestToken: createHash('sha256').update(`${id}/${sourceEtag}/${attempt}`).digest('hex'),
  UserMetadata: { videoId: id, ownerId, attempt: String(attempt) },
  StatusUpdateInterval: 'SECONDS_10',
  Settings: jobSettings(
    source,
    sourceUrl(transcoding, id),
    `s3://${transcoding.outputBucket}/${hlsBase(id, attempt, 'FULL')}`,
  ),
});

/** How far back a lost job is looked for. It was made minutes ago at most. */
const PAGES = 10;

/** The job that an earlier invocation made for this attempt, if it came so far before it ended. */
export async function findJob(
  { client, queueArn }: Transcoding,
  { id, attempt }: ClaimedVideo,
): Promise<string | undefined> {
  let pages = 0;
  for await (const { Jobs = [] } of paginateListJobs(
    { client, pageSize: 20 },
    { Queue: queueArn, Order: 'DESCENDING' },
  )) {
    const job = Jobs.find(
      ({ UserMetadata }) => UserMetadata?.['videoId'] === id && UserMetadata['attempt'] === String(attempt),
    );
    if (job) return job.Id;
    if (++pages === PAGES) return undefined;
  }
  return undefined;
}
