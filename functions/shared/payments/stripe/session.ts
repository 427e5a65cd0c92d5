import type Stripe from 'stripe';
import type { Plan } from '../../../../model/plans.ts';

/**
 * The checkout session of an order. The price is written out, so nothing of it is kept at Stripe; and it is charged in the
 * plan's own currency, whatever the payer's, because what is paid is compared with it.
 */
export function sessionOf(
  { id, name, amountMinor, currency }: Plan,
  receipt: string,
  returnUrl: string,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { receipt, plan: id };
  return {
    mode: 'payment',
    client_reference_id: receipt,
    metadata,
    // Its refunds and disputes know only the payment intent.
    payment_intent_data: { metadata },
    adaptive_pricing: { enabled: false },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: amountMinor,
          product_data: { name },
        },
      },
    ],
    success_url: returning(returnUrl),
    cancel_url: returnUrl,
  };
}

/** Stripe fills in the order's id; the braces must stay as they are. */
function returning(returnUrl: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('order', 'ID');
  return url.href.replace('order=ID', 'order={CHECKOUT_SESSION_ID}');
}
