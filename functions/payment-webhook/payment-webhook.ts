import type { Logger } from '@aws-lambda-powertools/logger';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { PAYMENT_PROVIDERS, type PaymentProviderName } from '../../model/payment-order.ts';
import type { AccountsTable } from '../shared/payments/accounts.ts';
import {
  WebhookRefused,
  type PaymentEvent,
  type PaymentProvider,
  type WebhookRequest,
} from '../shared/payments/provider.ts';
import { takeEvent } from '../shared/payments/take-event.ts';
import { methodNotAllowed, refused, taken, unknownPath, type Answer } from './answers.ts';

export interface PaymentWebhookDependencies {
  readonly accounts: AccountsTable;
  readonly providers: (name: PaymentProviderName) => Pick<PaymentProvider, 'readEvent'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Takes what providers tell, at `/razorpay` and `/stripe`. Anybody can send something here, so nothing is read or written
 * before it is proven who did. A fault of ours is thrown: it counts as one, and the provider sends the event again.
 */
export const paymentWebhook =
  ({ accounts, providers, logger, now }: PaymentWebhookDependencies) =>
  async (event: LambdaFunctionURLEvent): Promise<Answer> => {
    const name = PAYMENT_PROVIDERS.find((provider) => event.rawPath === `/${provider}`);
    if (!name) return unknownPath();
    if (event.requestContext.http.method !== 'POST') return methodNotAllowed();

    const told = await read(providers(name), requestOf(event));
    if (told instanceof WebhookRefused) {
      logger.info('A request is not taken', { provider: name, status: told.status, reason: told.message });
      return refused(told.status);
    }
    const { id: eventId, type } = told;
    const outcome = await takeEvent(accounts, name, told, now());
    const taking = { provider: name, eventId, type, outcome };
    if (outcome === 'REFUSED') logger.error('An event does not fit its order', taking);
    else logger.info('An event was taken', taking);
    return taken();
  };

async function read(
  provider: Pick<PaymentProvider, 'readEvent'>,
  request: WebhookRequest,
): Promise<PaymentEvent | WebhookRefused> {
  try {
    return await provider.readEvent(request);
  } catch (error) {
    if (error instanceof WebhookRefused) return error;
    throw error;
  }
}

/** The very bytes that were signed: nothing is parsed and written again. */
const requestOf = ({ headers, body = '', isBase64Encoded }: LambdaFunctionURLEvent): WebhookRequest => ({
  headers,
  body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
});
