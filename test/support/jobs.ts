import { MediaConvertClient, paginateListJobs, type Job } from '@aws-sdk/client-mediaconvert';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';

/** All jobs that were ever made of a video, the newest first. */
export async function jobsOf(outputs: Outputs, videoId: string): Promise<Job[]> {
  const client = new MediaConvertClient(awsClientOptions(outputs));
  try {
    const jobs: Job[] = [];
    for await (const { Jobs = [] } of paginateListJobs({ client }, { Order: 'DESCENDING' }))
      jobs.push(...Jobs);
    return jobs.filter(({ UserMetadata }) => UserMetadata?.['videoId'] === videoId);
  } finally {
    client.destroy();
  }
}

export const partOf = ({ UserMetadata }: Job) => UserMetadata?.['part'];
