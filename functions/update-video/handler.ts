import { answerField } from '../shared/appsync.ts';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { updateVideo } from './update-video.ts';

export const handler = answerField(
  updateVideo({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    now: Date.now,
  }),
);
