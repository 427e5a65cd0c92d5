import { Logger } from '@aws-lambda-powertools/logger';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import type { SQSEvent } from 'aws-lambda';
import { eachMessage } from '../shared/batch.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { createPublisher } from '../shared/publish.ts';
import { submitJob } from './submit-job.ts';
import { uploadedObjects } from '../shared/uploaded-objects.ts';

const logger = new Logger();
const client = new MediaConvertClient({});
const submit = submitJob({
  videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
  uploads: { client: objectClient(), name: required('UPLOAD_BUCKET') },
  transcoding: {
    client,
    queueArn: required('MEDIACONVERT_QUEUE_ARN'),
    roleArn: required('MEDIACONVERT_ROLE_ARN'),
    uploadBucket: required('UPLOAD_BUCKET'),
    outputBucket: required('OUTPUT_BUCKET'),
  },
  publish: createPublisher(VIDEO_STATUS, {
    url: required('GRAPHQL_URL'),
    region: required('AWS_REGION'),
    credentials: client.config.credentials,
  }),
  logger,
  now: Date.now,
});

/** One message may tell of several files; one that fails brings the whole message back, and the others bear it. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, logger, async (body, { messageId }) => {
    for (const object of uploadedObjects(body)) await submit(object, messageId);
  });
