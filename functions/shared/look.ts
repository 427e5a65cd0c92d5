import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A queue, as a function reaches it. */
export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
}

/** A message on the queue of uploads that is not S3's: look at this video, whatever became of what S3 had to say of it. */
export interface Look {
  readonly videoId: string;
}

/** SQS keeps no message back for longer. */
const DELAY_MAX_SECONDS = 900;

/** Has `submit-job` look at a video, after a while if so wished. One look too many does no harm. */
export async function sendLook({ client, url }: Queue, videoId: string, delaySeconds = 0): Promise<void> {
  const look: Look = { videoId };
  await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: JSON.stringify(look),
      DelaySeconds: Math.min(DELAY_MAX_SECONDS, Math.max(0, Math.ceil(delaySeconds))),
    }),
  );
}
