import { Logger } from '@aws-lambda-powertools/logger';
import { answerField } from '../shared/appsync.ts';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { providersOfEnvironment } from '../shared/payments/providers-of-environment.ts';
import { confirmPayment } from './confirm-payment.ts';

export const handler = answerField(
  confirmPayment({
    accounts: { client: documentClient(), name: required('ACCOUNTS_TABLE') },
    providers: providersOfEnvironment(),
    logger: new Logger(),
    now: Date.now,
  }),
);
