import type Stripe from 'stripe';
import type { Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { believing, fieldsIn, listIn, minorIn, textIn, type Fields } from '../shape.ts';
import { askStripe } from './client.ts';

/** From a payment intent to its refunds, so that one call tells all of a payment. */
export const WITH_REFUNDS = 'latest_charge.refunds';

/** An amount of Stripe's: its currencies are in small letters. */
export const moneyOf = (fields: Fields, amount: string) => ({
  amountMinor: minorIn(fields, amount),
  currency: textIn(fields, 'currency').toUpperCase(),
});

/** A payment intent that was begun here, as it stands now. */
export interface Intent {
  /** What the events of an intent, and of its charge, call the order: the receipt that it was made with. */
  readonly receipt?: string;
  readonly payment: Payment;
  /** None before the money was taken. */
  readonly facts: readonly PaymentFact[];
}

export async function readIntent(stripe: Stripe, id: string): Promise<Intent> {
  const intent = await askStripe('tell of a payment', () =>
    stripe.paymentIntents.retrieve(id, { expand: [WITH_REFUNDS] }),
  );
  return believing('Stripe', () => {
    const { receipt } = fieldsIn(intent, 'metadata');
    return {
      ...{ payment: paymentOf(intent), facts: factsOfIntent(intent) },
      ...(typeof receipt === 'string' && { receipt }),
    };
  });
}

const paymentOf = (intent: Fields): Payment => ({
  id: textIn(intent, 'id'),
  ...moneyOf(intent, 'amount_received'),
});

/** All that an intent says, with the refunds of its charge. */
export function factsOfIntent(intent: Fields): readonly PaymentFact[] {
  if (intent['status'] !== 'succeeded') return [];
  const payment = paymentOf(intent);
  const captured: PaymentFact = { kind: 'CAPTURED', payment };
  const succeeded = listIn(fieldsIn(fieldsIn(intent, 'latest_charge'), 'refunds'), 'data')
    .filter(({ status }) => status === 'succeeded')
    // They come the latest first, and several may be of one second.
    .toReversed()
    .toSorted((a, b) => minorIn(a, 'created') - minorIn(b, 'created'));
  const last = succeeded.at(-1);
  if (!last) return [captured];
  const refundedMinor = succeeded.reduce((sum, refund) => sum + minorIn(refund, 'amount'), 0);
  return [captured, { kind: 'REFUNDED', payment, refundId: textIn(last, 'id'), refundedMinor }];
}
