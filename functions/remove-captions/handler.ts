import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { removeCaptions } from './remove-captions.ts';

export const handler = answerField(
  removeCaptions({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    outputs: { client: objectClient(), name: required('OUTPUT_BUCKET') },
    now: Date.now,
  }),
);
