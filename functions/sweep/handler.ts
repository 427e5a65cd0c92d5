import { Logger } from '@aws-lambda-powertools/logger';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { sweep } from './sweep.ts';

const objects = objectClient();
const queues = new SQSClient({});
const transcoder = new MediaConvertClient({});
const dependencies = {
  videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
  uploads: { client: objects, name: required('UPLOAD_BUCKET') },
  outputs: { client: objects, name: required('OUTPUT_BUCKET') },
  transcoder,
  looks: { client: queues, url: required('UPLOAD_QUEUE_URL') },
  events: { client: queues, url: required('EVENT_QUEUE_URL') },
  publish: publisher(VIDEO_STATUS, transcoder),
  logger: new Logger(),
  now: Date.now,
};

export const handler = (_event: unknown, context: Context) =>
  sweep(dependencies, () => context.getRemainingTimeInMillis());
