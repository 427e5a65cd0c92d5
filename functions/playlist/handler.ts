import { Logger } from '@aws-lambda-powertools/logger';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { verifier } from './grant.ts';
import { playlist } from './playlist.ts';

const client = documentClient();

export const handler = playlist({
  videos: { client, name: required('VIDEOS_TABLE') },
  accounts: { client, name: required('ACCOUNTS_TABLE') },
  bucket: { client: objectClient(), name: required('OUTPUT_BUCKET') },
  verifier: verifier(required('KEY_PAIR_ID'), required('DELIVERY_PUBLIC_KEY')),
  logger: new Logger(),
  now: Date.now,
});
