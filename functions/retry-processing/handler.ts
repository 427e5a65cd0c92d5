import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { retryProcessing } from './retry-processing.ts';

const objects = objectClient();

export const handler = answerField(
  retryProcessing({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    uploads: { client: objects, name: required('UPLOAD_BUCKET') },
    outputs: { client: objects, name: required('OUTPUT_BUCKET') },
    transcoder: new MediaConvertClient({}),
    looks: { client: new SQSClient({}), url: required('UPLOAD_QUEUE_URL') },
    now: Date.now,
  }),
);
