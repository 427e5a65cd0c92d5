import { razorpayKeys } from '../keys.ts';
import { ProviderError, WebhookRefused, type PaymentProvider } from '../provider.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { believing, listIn, minorIn, textIn } from '../shape.ts';
import { RequestError } from '../../request-error.ts';
import { failingClosed, readSigned, serves } from '../webhook.ts';
import { openApi } from './api.ts';
import { eventOf } from './event.ts';
import { factsOfPayment } from './payment.ts';
import { isSigned, SIGNATURE } from './signature.ts';

/** Minutes in which a payment that its bank authorizes late is still captured. After that the payer has it back. */
const CAPTURE_MINUTES = 24 * 60;
const EVENT_ID = /^[\w-]{1,100}$/;

/** Razorpay: an order, its checkout in the page, and a signature over both ids. */
export function razorpayProvider({ secret, addresses }: ProviderSettings): PaymentProvider {
  const keys = razorpayKeys(secret);
  const open = async () => openApi(addresses.razorpayApi, await keys.read());

  return {
    name: 'razorpay',

    async createOrder({ amountMinor, currency }, receipt) {
      const known = await keys.read();
      const order = await openApi(addresses.razorpayApi, known).post('/v1/orders', {
        ...{ amount: amountMinor, currency, receipt },
        payment: {
          capture: 'automatic',
          capture_options: {
            automatic_expiry_period: CAPTURE_MINUTES,
            manual_expiry_period: CAPTURE_MINUTES,
            refund_speed: 'normal',
          },
        },
      });
      return believing('Razorpay', () => {
        const id = textIn(order, 'id');
        if (minorIn(order, 'amount') !== amountMinor || order['currency'] !== currency)
          throw new ProviderError('Razorpay made an order at another price.');
        return {
          ...{ id, reference: id, providerKeyId: known.keyId },
          checkoutScriptUrl: addresses.razorpayCheckout,
        };
      });
    },

    async confirm({ id }, { paymentId, signature }) {
      const proven = await serves(keys, ({ keySecret }) =>
        isSigned(`${id}|${paymentId}`, signature, keySecret),
      );
      if (!proven) throw new RequestError('PaymentRejected', 'The payment was not signed for this order.');
      const api = await open();
      const payment = await api.get(`/v1/payments/${encodeURIComponent(paymentId)}`);
      if (payment['id'] !== paymentId || payment['order_id'] !== id)
        throw new ProviderError('Razorpay answered with another payment.');
      return believing('Razorpay', () => factsOfPayment(api, payment));
    },

    async factsOf({ id }) {
      const api = await open();
      const answer = await api.get(`/v1/orders/${encodeURIComponent(id)}/payments`);
      return believing('Razorpay', async () => {
        const facts = [];
        for (const payment of listIn(answer, 'items')) {
          if (payment['order_id'] !== id)
            throw new ProviderError('Razorpay answered with another order’s payment.');
          facts.push(...(await factsOfPayment(api, payment)));
        }
        return facts;
      });
    },

    readEvent: (request) =>
      failingClosed(async () => {
        // Not signed, but what it could be forged for is nothing: the facts of a signed body only add up.
        const eventId = request.headers['x-razorpay-event-id'] ?? '';
        if (!EVENT_ID.test(eventId)) throw new WebhookRefused(400, 'The event has no id.');
        const body = await readSigned(request, {
          ...{ header: 'x-razorpay-signature', form: SIGNATURE, keys, isSigned },
        });
        const { accountId = body['account_id'] } = await keys.read();
        if (body['account_id'] !== accountId) throw new WebhookRefused(400, 'It is another account’s.');
        return eventOf(eventId, body);
      }),
  };
}
