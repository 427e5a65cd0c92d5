import type Stripe from 'stripe';
import type { Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { factsOfTaken } from '../refunds.ts';
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

/** Asks for a payment intent, with all that was refunded of it. */
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
  const refunds = listIn(fieldsIn(fieldsIn(intent, 'latest_charge'), 'refunds'), 'data');
  const succeeded = refunds.filter(({ status }) => status === 'succeeded');
  return factsOfTaken(paymentOf(intent), succeeded, 'created');
}
