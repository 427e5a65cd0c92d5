import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { createPublisher } from '../shared/publish.ts';
import { cancelUpload } from './cancel-upload.ts';

const objects = objectClient();
const transcoder = new MediaConvertClient({});

export const handler = answerField(
  cancelUpload({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    uploads: { client: objects, name: required('UPLOAD_BUCKET') },
    outputs: { client: objects, name: required('OUTPUT_BUCKET') },
    transcoder,
    publish: createPublisher(VIDEO_STATUS, {
      url: required('GRAPHQL_URL'),
      region: required('AWS_REGION'),
      credentials: transcoder.config.credentials,
    }),
    now: Date.now,
  }),
);
