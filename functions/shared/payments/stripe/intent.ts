import type Stripe from 'stripe';
import type { Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { fieldsIn, fieldsOf, listIn, minorIn, textIn, type Fields } from '../shape.ts';
import { askStripe } from './client.ts';

/** From a payment intent to its refunds, so that one call tells all of a payment. */
export const WITH_REFUNDS = 'latest_charge.refunds';

/** An amount of Stripe's: its currencies are in small letters. */
export const moneyOf = (fields: Fields, amount: string) => ({
  amountMinor: minorIn(fields, amount),
  currency: textIn(fields, 'currency').toUpperCase(),
});

/** A payment intent as it stands now. */
export const readIntent = async (stripe: Stripe, id: string): Promise<Fields> =>
  fieldsOf(
    await askStripe('tell of a payment', () =>
      stripe.paymentIntents.retrieve(id, { expand: [WITH_REFUNDS] }),
    ),
    'payment_intent',
  );

/** What the events of an intent, and of its charge, call the order: the receipt that it was made with. */
export function receiptOf(intent: Fields): string | undefined {
  const { receipt } = fieldsIn(intent, 'metadata');
  return typeof receipt === 'string' ? receipt : undefined;
}

export const paymentOf = (intent: Fields): Payment => ({
  id: textIn(intent, 'id'),
  ...moneyOf(intent, 'amount_received'),
});

export const isTaken = ({ status }: Fields) => status === 'succeeded';

/** All that an intent says, with the refunds of its charge. */
export function factsOfIntent(intent: Fields): readonly PaymentFact[] {
  if (!isTaken(intent)) return [];
  const payment = paymentOf(intent);
  const captured: PaymentFact = { kind: 'CAPTURED', payment };
  const succeeded = listIn(fieldsIn(fieldsIn(intent, 'latest_charge'), 'refunds'), 'data')
    .filter(({ status }) => status === 'succeeded')
    .toSorted((a, b) => minorIn(a, 'created') - minorIn(b, 'created'));
  const last = succeeded.at(-1);
  if (!last) return [captured];
  const refundedMinor = succeeded.reduce((sum, refund) => sum + minorIn(refund, 'amount'), 0);
  return [captured, { kind: 'REFUNDED', payment, refundId: textIn(last, 'id'), refundedMinor }];
}
