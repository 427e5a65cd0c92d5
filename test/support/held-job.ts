import {
  GetJobCommand,
  ListJobsCommand,
  ListQueuesCommand,
  MediaConvertClient,
  UpdateQueueCommand,
  type Job,
} from '@aws-sdk/client-mediaconvert';
import { vi } from 'vitest';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';

/** The queue of all jobs in an operator's hands. Others wait meanwhile: hold it for moments only, and let it go in the end. */
export interface HeldQueue {
  /** Lets jobs begin until the first part of this video's has begun; then its second one waits. */
  untilEarlyBegan(videoId: string): Promise<void>;
  /** Lets everything go on. */
  letGo(): Promise<void>;
}

export async function holdQueue(outputs: Outputs): Promise<HeldQueue> {
  const client = new MediaConvertClient(awsClientOptions(outputs));
  const { Queues = [] } = await client.send(new ListQueuesCommand({}));
  const { Name, Arn } = Queues.find(({ Type }) => Type === 'CUSTOM')!;
  const set = (Status: 'ACTIVE' | 'PAUSED') => client.send(new UpdateQueueCommand({ Name, Status }));
  const jobsOf = async (videoId: string): Promise<readonly Job[]> => {
    const { Jobs = [] } = await client.send(new ListJobsCommand({ Queue: Arn, Order: 'DESCENDING' }));
    return Jobs.filter(({ UserMetadata }) => UserMetadata?.['videoId'] === videoId);
  };
  await set('PAUSED');
  return {
    async untilEarlyBegan(videoId) {
      const [early] = await vi.waitFor(
        async () => {
          const jobs = await jobsOf(videoId);
          if (jobs.length < 2) throw new Error('The video has no two jobs yet.');
          return jobs.filter(({ UserMetadata }) => UserMetadata?.['part'] === 'EARLY');
        },
        { timeout: 60_000, interval: 100 },
      );
      await set('ACTIVE');
      for (;;) {
        const { Job: job } = await client.send(new GetJobCommand({ Id: early!.Id }));
        if (job!.Status !== 'SUBMITTED') break;
      }
      await set('PAUSED');
    },
    async letGo() {
      await set('ACTIVE');
      client.destroy();
    },
  };
}
