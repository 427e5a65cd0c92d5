import { Logger } from '@aws-lambda-powertools/logger';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { REACTIONS } from '../shared/publications.ts';
import { publisher } from '../shared/publisher.ts';
import { countEngagement } from './count-engagement.ts';

const client = documentClient();

export const handler = countEngagement({
  videos: { client, name: required('VIDEOS_TABLE') },
  publish: publisher(REACTIONS, client),
  logger: new Logger(),
  now: Date.now,
});
