import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { VIDEO_STATUS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { cancelUpload } from './cancel-upload.ts';

const objects = objectClient();
const transcoder = new MediaConvertClient({});

export const handler = answerField(
  cancelUpload({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    uploads: { client: objects, name: required('UPLOAD_BUCKET') },
    outputs: { client: objects, name: required('OUTPUT_BUCKET') },
    transcoder,
    publish: publisher(VIDEO_STATUS, transcoder),
    now: Date.now,
  }),
);
