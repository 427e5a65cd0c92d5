import { Logger } from '@aws-lambda-powertools/logger';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { eachMessage } from '../shared/batch.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { jobDetail } from './job-event.ts';
import { applyJobEvent } from './job-events.ts';

const logger = new Logger();
const client = documentClient();
const objects = objectClient();
const apply = applyJobEvent({
  videos: { client, name: required('VIDEOS_TABLE') },
  uploads: { client: objects, name: required('UPLOAD_BUCKET') },
  outputs: { client: objects, name: required('OUTPUT_BUCKET') },
  transcoder: new MediaConvertClient({}),
  looks: { client: new SQSClient({}), url: required('UPLOAD_QUEUE_URL') },
  publish: publisher(VIDEO_STATUS, client),
  logger,
  now: Date.now,
});

export const handler = (event: SQSEvent) =>
  eachMessage(event, logger, (body, { again }) => apply(jobDetail(body), again));
