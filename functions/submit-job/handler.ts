import { Logger } from '@aws-lambda-powertools/logger';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { eachMessage } from '../shared/batch.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { submitJob } from './submit-job.ts';
import { tasksOf } from './upload-message.ts';

const logger = new Logger();
const transcoder = new MediaConvertClient({});
const objects = objectClient();
const submit = submitJob({
  videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
  uploads: { client: objects, name: required('UPLOAD_BUCKET') },
  outputs: { client: objects, name: required('OUTPUT_BUCKET') },
  queue: { client: new SQSClient({}), url: required('UPLOAD_QUEUE_URL') },
  transcoder,
  places: { queueArn: required('MEDIACONVERT_QUEUE_ARN'), roleArn: required('MEDIACONVERT_ROLE_ARN') },
  earlyPlayable: required('EARLY_PLAYABLE') === 'true',
  publish: publisher(VIDEO_STATUS, transcoder),
  logger,
  now: Date.now,
  chance: Math.random,
});

/** One message may tell of several files; one that fails brings the whole message back, and the others bear it. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, logger, async (body, { messageId }) => {
    for (const task of tasksOf(body)) await submit(task, messageId);
  });
