import type { Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { listIn, minorIn, textIn, type Fields } from '../shape.ts';
import type { RazorpayApi } from './api.ts';

/** Razorpay's entity "payment" in our words. */
export const paymentOf = (payment: Fields): Payment => ({
  id: textIn(payment, 'id'),
  amountMinor: minorIn(payment, 'amount'),
  currency: textIn(payment, 'currency'),
});

/** Whether the money was taken. What was only authorized goes back by itself, and a refund then says nothing. */
export const isCaptured = ({ captured, status }: Fields) =>
  captured === true && (status === 'captured' || status === 'refunded');

/** All that a payment says, with its refunds when there are some. */
export async function factsOfPayment(api: RazorpayApi, entity: Fields): Promise<readonly PaymentFact[]> {
  if (!isCaptured(entity)) return [];
  const payment = paymentOf(entity);
  const captured: PaymentFact = { kind: 'CAPTURED', payment };
  if (minorIn(entity, 'amount_refunded') === 0) return [captured];

  const path = `/v1/payments/${encodeURIComponent(payment.id)}/refunds?count=100`;
  const processed = listIn(await api.get(path), 'items')
    .filter(({ status }) => status === 'processed')
    // They come the latest first, and several may be of one second.
    .toReversed()
    .toSorted((a, b) => minorIn(a, 'created_at') - minorIn(b, 'created_at'));
  const last = processed.at(-1);
  if (!last) return [captured];
  const refundedMinor = processed.reduce((sum, refund) => sum + minorIn(refund, 'amount'), 0);
  return [captured, { kind: 'REFUNDED', payment, refundId: textIn(last, 'id'), refundedMinor }];
}
