import { stripeKeys } from '../keys.ts';
import { ProviderError, type PaymentProvider } from '../provider.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { believing, fieldsIn, textIn, type Fields } from '../shape.ts';
import { failingClosed, readSigned } from '../webhook.ts';
import { askStripe, FOR_CLIENTS, FOR_WEBHOOKS, stripeClient } from './client.ts';
import { eventOf } from './event.ts';
import { factsOfIntent, moneyOf, readIntent, WITH_REFUNDS } from './intent.ts';
import { sessionOf } from './session.ts';
import { isSigned, SIGNATURE } from './signature.ts';

/** Stripe: a page of its own (Checkout), which leads back here. What its client confirms is only that it may be asked. */
export function stripeProvider({ secret, addresses, now }: ProviderSettings): PaymentProvider {
  const keys = stripeKeys(secret);

  const factsOf: PaymentProvider['factsOf'] = async ({ id, reference }) => {
    const stripe = stripeClient(addresses.stripeApi, await keys.read(), FOR_CLIENTS);
    const session = await askStripe('tell of a checkout session', () =>
      stripe.checkout.sessions.retrieve(id, { expand: [`payment_intent.${WITH_REFUNDS}`] }),
    );
    return believing('Stripe', () => {
      mustBeOf(session, reference);
      return session['payment_status'] === 'paid' ? factsOfIntent(fieldsIn(session, 'payment_intent')) : [];
    });
  };

  return {
    ...{ name: 'stripe', factsOf, confirm: factsOf },

    async createOrder(plan, receipt) {
      const known = await keys.read();
      const stripe = stripeClient(addresses.stripeApi, known, FOR_CLIENTS);
      const wanted = sessionOf(plan, receipt, addresses.returnUrl);
      const session = await askStripe('make a checkout session', () =>
        stripe.checkout.sessions.create(wanted, { idempotencyKey: receipt }),
      );
      return believing('Stripe', () => {
        mustBeOf(session, receipt);
        const { amountMinor, currency } = moneyOf(session, 'amount_total');
        if (amountMinor !== plan.amountMinor || currency !== plan.currency)
          throw new ProviderError('Stripe made a checkout session at another price.');
        return {
          ...{ id: textIn(session, 'id'), reference: receipt },
          ...{ providerKeyId: known.publishableKey, checkoutUrl: textIn(session, 'url') },
        };
      });
    },

    readEvent: (request) =>
      failingClosed(async () => {
        const body = await readSigned(request, {
          ...{ header: 'stripe-signature', form: SIGNATURE, keys },
          isSigned: (bytes, signature, webhookSecret) => isSigned(bytes, signature, webhookSecret, now()),
        });
        const known = await keys.read();
        return eventOf(body, (id) => readIntent(stripeClient(addresses.stripeApi, known, FOR_WEBHOOKS), id));
      }),
  };
}

/** @param reference ours: the session must be the one that was made for it */
function mustBeOf(session: Fields, reference: string) {
  if (session['client_reference_id'] !== reference)
    throw new ProviderError('Stripe answered with another checkout session.');
}
