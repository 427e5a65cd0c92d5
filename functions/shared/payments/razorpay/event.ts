import type { DisputeState, Payment, PaymentFact } from '../../../../model/payment-order.ts';
import { type PaymentEvent, WebhookRefused } from '../provider.ts';
import { fieldsIn, minorIn, textIn, type Fields } from '../shape.ts';
import { isCaptured, paymentOf } from './payment.ts';

/** What is read out of an event: the payment as it was then, and what else came with it. */
type Reader = (payment: Payment, entity: Fields, payload: Fields) => PaymentFact;

const captured: Reader = (payment) => ({ kind: 'CAPTURED', payment });

const refunded: Reader = (payment, entity, payload) => ({
  ...{ kind: 'REFUNDED', payment },
  refundId: textIn(ofPayment(payment, entityIn(payload, 'refund')), 'id'),
  refundedMinor: minorIn(entity, 'amount_refunded'),
});

const disputed =
  (stateOf: (dispute: Fields) => DisputeState): Reader =>
  (payment, _entity, payload) => {
    const dispute = ofPayment(payment, entityIn(payload, 'dispute'));
    return { kind: 'DISPUTED', payment, disputeId: textIn(dispute, 'id'), state: stateOf(dispute) };
  };

const open = disputed(() => 'OPEN');

/** The events that say something about money. One payment raises both of the first two. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['payment.captured', captured],
  ['order.paid', captured],
  ['refund.processed', refunded],
  ['payment.dispute.created', open],
  ['payment.dispute.under_review', open],
  ['payment.dispute.action_required', open],
  ['payment.dispute.won', disputed(() => 'WON')],
  ['payment.dispute.lost', disputed(() => 'LOST')],
  // Neither won nor lost: an inquiry was answered, or the payer was refunded, which a refund of its own tells.
  [
    'payment.dispute.closed',
    disputed((dispute) => (minorIn(dispute, 'amount_deducted') === 0 ? 'WON' : 'LOST')),
  ],
]);

/** @param body of an event that is proven to be Razorpay's */
export function eventOf(id: string, body: Fields): PaymentEvent {
  const type = textIn(body, 'event');
  const read = READERS.get(type);
  if (!read) return { id, type, facts: [] };
  const payload = fieldsIn(body, 'payload');
  const entity = entityIn(payload, 'payment');
  // A payment without an order was not begun here.
  if (entity['order_id'] == null || !isCaptured(entity)) return { id, type, facts: [] };
  return {
    ...{ id, type },
    reference: textIn(entity, 'order_id'),
    facts: [read(paymentOf(entity), entity, payload)],
  };
}

const entityIn = (payload: Fields, name: string) => fieldsIn(fieldsIn(payload, name), 'entity');

function ofPayment({ id }: Payment, entity: Fields): Fields {
  if (entity['payment_id'] !== id) throw new WebhookRefused(400, 'It is about another payment.');
  return entity;
}
