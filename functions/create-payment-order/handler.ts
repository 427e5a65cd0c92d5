import { Logger } from '@aws-lambda-powertools/logger';
import { ulid } from 'ulid';
import type { PaymentProviderName } from '../../model/payment-order.ts';
import type { Plan } from '../../model/plans.ts';
import { answerField } from '../shared/appsync.ts';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { providersOfEnvironment } from '../shared/payments/providers-of-environment.ts';
import { createPaymentOrder } from './create-payment-order.ts';

export const handler = answerField(
  createPaymentOrder({
    accounts: { client: documentClient(), name: required('ACCOUNTS_TABLE') },
    plans: JSON.parse(required('PLANS')) as Plan[],
    provider: providersOfEnvironment()(required('PAYMENT_PROVIDER') as PaymentProviderName),
    logger: new Logger(),
    newReceipt: ulid,
    now: Date.now,
  }),
);
