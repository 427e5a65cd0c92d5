import type { Payment, PaymentFact } from '../../../model/payment-order.ts';
import { minorIn, textIn, type Fields } from './shape.ts';

/**
 * What is known of a payment that was taken, with what of it has gone back.
 *
 * @param refunds those that were carried out, as providers list them: the latest first
 * @param createdAt their field with the second in which they were made, which several may share
 */
export function factsOfTaken(
  payment: Payment,
  refunds: readonly Fields[],
  createdAt: string,
): readonly PaymentFact[] {
  const captured: PaymentFact = { kind: 'CAPTURED', payment };
  const last = refunds
    .toReversed()
    .toSorted((a, b) => minorIn(a, createdAt) - minorIn(b, createdAt))
    .at(-1);
  if (!last) return [captured];
  const refundedMinor = refunds.reduce((sum, refund) => sum + minorIn(refund, 'amount'), 0);
  return [captured, { kind: 'REFUNDED', payment, refundId: textIn(last, 'id'), refundedMinor }];
}
