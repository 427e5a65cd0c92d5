import type { Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { factsOfTaken } from '../refunds.ts';
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
  const hasRefunds = minorIn(entity, 'amount_refunded') > 0;
  return factsOfTaken(payment, hasRefunds ? await processedRefunds(api, payment) : [], 'created_at');
}

async function processedRefunds(api: RazorpayApi, { id }: Payment): Promise<readonly Fields[]> {
  const answer = await api.get(`/v1/payments/${encodeURIComponent(id)}/refunds?count=100`);
  return listIn(answer, 'items').filter(({ status }) => status === 'processed');
}
