import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { signUploadParts } from './sign-upload-parts.ts';

export const handler = answerField(
  signUploadParts({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    bucket: { client: objectClient(), name: required('UPLOAD_BUCKET') },
    now: Date.now,
  }),
);
