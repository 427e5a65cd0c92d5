import { ulid } from 'ulid';
import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { addCaptions } from './add-captions.ts';

export const handler = answerField(
  addCaptions({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    bucket: { client: objectClient(), name: required('UPLOAD_BUCKET') },
    now: Date.now,
    newRevision: () => ulid(),
  }),
);
