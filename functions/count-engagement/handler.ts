import { Logger } from '@aws-lambda-powertools/logger';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { REACTIONS } from '../shared/publications.ts';
import { createPublisher } from '../shared/publish.ts';
import { countEngagement } from './count-engagement.ts';

const client = documentClient();

export const handler = countEngagement({
  videos: { client, name: required('VIDEOS_TABLE') },
  publish: createPublisher(REACTIONS, {
    url: required('GRAPHQL_URL'),
    region: required('AWS_REGION'),
    credentials: client.config.credentials,
  }),
  logger: new Logger(),
  now: Date.now,
});
