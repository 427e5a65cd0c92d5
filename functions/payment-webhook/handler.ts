import { Logger } from '@aws-lambda-powertools/logger';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { providersOfEnvironment } from '../shared/payments/providers-of-environment.ts';
import { paymentWebhook } from './payment-webhook.ts';

export const handler = paymentWebhook({
  accounts: { client: documentClient(), name: required('ACCOUNTS_TABLE') },
  providers: providersOfEnvironment(),
  logger: new Logger(),
  now: Date.now,
});
