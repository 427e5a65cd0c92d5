import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { completeUpload } from './complete-upload.ts';

export const handler = answerField(
  completeUpload({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    bucket: { client: objectClient(), name: required('UPLOAD_BUCKET') },
  }),
);
