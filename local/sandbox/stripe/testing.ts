import Stripe from 'stripe';
import type { Clock } from '../../runtime/clock.ts';
import { STRIPE_KEYS, startSandbox, startWebhook } from '../testing.ts';

/** The unmodified SDK, turned to the sandbox. */
export const sdk = (url: string, secretKey = STRIPE_KEYS.keySecret) =>
  new Stripe(secretKey, {
    ...{ host: '127.0.0.1', port: new URL(url).port, protocol: 'http', maxNetworkRetries: 0 },
    telemetry: false,
  });

export const SESSION = {
  ...{ mode: 'payment', client_reference_id: 'receipt-1', metadata: { plan: 'monthly ₹' } },
  payment_intent_data: { metadata: { receipt: 'receipt-1' } },
  adaptive_pricing: { enabled: false },
  line_items: [
    {
      quantity: 1,
      price_data: { currency: 'inr', unit_amount: 49_900, product_data: { name: 'A <Month>' } },
    },
  ],
  success_url: 'http://shop.example/done?order={CHECKOUT_SESSION_ID}#there',
  cancel_url: 'http://shop.example/basket',
} as const satisfies Stripe.Checkout.SessionCreateParams;

/** A sandbox with a merchant's webhook and SDK. */
export async function startShop({ clock }: { readonly clock?: Clock } = {}) {
  const start = (directory?: string) =>
    startSandbox({ ...(clock && { clock }), ...(directory !== undefined && { directory }) });
  const [sandbox, webhook] = await Promise.all([start(), startWebhook()]);
  await sandbox.registerStripe(webhook);
  const shop = {
    ...{ sandbox, webhook, stripe: sdk(sandbox.url) },
    /** A session that was paid, with its charge. */
    async sell() {
      const { id, url } = await shop.stripe.checkout.sessions.create(SESSION);
      await shop.sandbox.submit(url!);
      const session = await shop.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
      const intent = session.payment_intent as Stripe.PaymentIntent;
      return { id, intent: intent.id, charge: intent.latest_charge as string };
    },
    /** @param meanwhile while nothing runs */
    async restart(meanwhile: () => void) {
      await shop.sandbox.stop({ keep: true });
      meanwhile();
      shop.sandbox = await start(shop.sandbox.directory);
      shop.stripe = sdk(shop.sandbox.url);
    },
    async stop() {
      await shop.sandbox.stop();
      await webhook.stop();
    },
  };
  return shop;
}
