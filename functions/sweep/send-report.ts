import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Queue } from '../shared/look.ts';
import type { JobReport } from './job-facts.ts';

/** Puts what MediaConvert said of a job where its event would have come, in the event's own shape. */
export async function sendReport({ client, url }: Queue, detail: JobReport): Promise<void> {
  const event = {
    source: 'aws.mediaconvert',
    'detail-type': 'MediaConvert Job State Change',
    detail,
  };
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(event) }));
}
