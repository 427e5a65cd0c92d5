import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { providersOfEnvironment } from '../shared/payments/providers-of-environment.ts';
import { reconcilePayments } from './reconcile-payments.ts';

const dependencies = {
  accounts: { client: documentClient(), name: required('ACCOUNTS_TABLE') },
  providers: providersOfEnvironment(),
  logger: new Logger(),
  now: Date.now,
};

export const handler = (_event: unknown, context: Context) =>
  reconcilePayments(dependencies, () => context.getRemainingTimeInMillis());
