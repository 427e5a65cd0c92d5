import { checkShard, orderRecord } from './payment-keys.ts';
import type { DisputeState, Payment, PaymentFact, PaymentOrderRow } from './payment-order.ts';

/*
 * For tests alone: orders, and what is told of them.
 */

export const JANUARY = '2026-01-31T09:30:00.000Z';

/** An order that nobody has paid yet. */
export function orderOf(id: string, changes: Partial<PaymentOrderRow> = {}): PaymentOrderRow {
  return {
    userId: 'payer',
    record: orderRecord(id),
    id,
    provider: 'razorpay',
    reference: id,
    planId: 'monthly',
    durationDays: 30,
    amountMinor: 49_900,
    currency: 'INR',
    createdAt: '2026-01-31T09:00:00.000Z',
    status: 'CREATED',
    version: 1,
    open: checkShard(id),
    checkAt: Date.parse('2026-01-31T09:10:00.000Z'),
    ...changes,
  };
}

/** The payment that fits an order. */
export const paymentOf = ({ id, amountMinor, currency }: PaymentOrderRow): Payment => ({
  id: `pay_${id}`,
  amountMinor,
  currency,
});

export const captured = (order: PaymentOrderRow): PaymentFact => ({
  kind: 'CAPTURED',
  payment: paymentOf(order),
});

/** @param share of the amount, all in all */
export const refunded = (order: PaymentOrderRow, share = 1, refundId = `rfnd_${share}`): PaymentFact => ({
  kind: 'REFUNDED',
  payment: paymentOf(order),
  refundId,
  refundedMinor: Math.round(order.amountMinor * share),
});

export const disputed = (order: PaymentOrderRow, state: DisputeState, disputeId = 'disp_1'): PaymentFact => ({
  kind: 'DISPUTED',
  payment: paymentOf(order),
  disputeId,
  state,
});
