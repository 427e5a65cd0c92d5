import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { profileCreated } from './profile-created.ts';

export const handler = profileCreated({
  client: documentClient(),
  accountsTable: required('ACCOUNTS_TABLE'),
  now: Date.now,
});
