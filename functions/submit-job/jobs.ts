import {
  CreateJobCommand,
  paginateListJobs,
  type CreateJobCommandInput,
  type MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import type { JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';

/** The job's id. */
export async function createJob(client: MediaConvertClient, request: CreateJobCommandInput): Promise<string> {
  const { Job } = await client.send(new CreateJobCommand(request));
  if (!Job?.Id) throw new Error('MediaConvert made a job without an id.');
  return Job.Id;
}

/** The jobs of one attempt, and whether it was to have two. */
export interface FoundJobs {
  readonly ids: Readonly<Partial<Record<JobPart, string>>>;
  /** Undefined when there are none. */
  readonly split?: boolean;
}

/** How far back lost jobs are looked for. They were made minutes ago at most. */
const PAGES = 10;

/** The jobs that an earlier worker made for this attempt, as far as it came before it ended. */
export async function findJobs(
  client: MediaConvertClient,
  queueArn: string,
  { id, attempt }: Pick<VideoRow, 'id' | 'attempt'>,
): Promise<FoundJobs> {
  const ids: Partial<Record<JobPart, string>> = {};
  let split: boolean | undefined;
  let pages = 0;
  const listed = paginateListJobs({ client, pageSize: 20 }, { Queue: queueArn, Order: 'DESCENDING' });
  for await (const { Jobs = [] } of listed) {
    for (const { Id, UserMetadata = {} } of Jobs) {
      if (!Id || UserMetadata['videoId'] !== id || UserMetadata['attempt'] !== String(attempt)) continue;
      ids[UserMetadata['part'] === 'EARLY' ? 'EARLY' : 'FULL'] ??= Id;
      split = UserMetadata['split'] === 'true';
    }
    const isComplete = ids.FULL !== undefined && (!split || ids.EARLY !== undefined);
    if (isComplete || ++pages === PAGES) break;
  }
  return { ids, ...(split !== undefined && { split }) };
}
