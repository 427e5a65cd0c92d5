import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { eraseAccount } from './erase-account.ts';
import { userIdOf } from './user-id.ts';

/** What one step may take at most, in milliseconds: later than this before Lambda's own end none is begun. */
const STEP_MS = 15_000;

const erase = eraseAccount({
  client: documentClient(),
  tables: {
    accounts: required('ACCOUNTS_TABLE'),
    engagements: required('ENGAGEMENTS_TABLE'),
    videos: required('VIDEOS_TABLE'),
  },
  logger: new Logger(),
});

export const handler = (event: unknown, context: Context) =>
  erase(userIdOf(event), () => context.getRemainingTimeInMillis() > STEP_MS);
