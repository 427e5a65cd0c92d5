import type { DisputeState, Payment, PaymentFact } from '../../../../model/payment-order.ts';
import type { PaymentEvent } from '../provider.ts';
import { fieldsIn, textIn, type Fields } from '../shape.ts';
import { moneyOf, type Intent } from './intent.ts';

/** An order was paid: at once, or by a slow way of paying. */
const OF_SESSIONS = new Set(['checkout.session.completed', 'checkout.session.async_payment_succeeded']);

/** Refunds and disputes name nothing but the payment intent, and of its amounts only their own: it is asked for. */
const OF_INTENTS = new Set([
  'charge.refunded',
  'refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]);

/** The others are inquiries (`warning_…`) and disputes that never were (`prevented`): no money has gone back for them. */
const DISPUTE_STATES: ReadonlyMap<string, DisputeState> = new Map([
  ['needs_response', 'OPEN'],
  ['under_review', 'OPEN'],
  ['appeal_needs_response', 'OPEN'],
  ['appeal_under_review', 'OPEN'],
  ['won', 'WON'],
  ['lost', 'LOST'],
]);

/**
 * @param body of an event that is proven to be Stripe's
 * @param readIntent asks for a payment intent as it stands now
 */
export async function eventOf(
  body: Fields,
  readIntent: (id: string) => Promise<Intent>,
): Promise<PaymentEvent> {
  const event = { id: textIn(body, 'id'), type: textIn(body, 'type') };
  const nothing = { ...event, facts: [] };
  if (!OF_SESSIONS.has(event.type) && !OF_INTENTS.has(event.type)) return nothing;

  const object = fieldsIn(fieldsIn(body, 'data'), 'object');
  // What was not begun here has no receipt, or no payment intent.
  if (object['payment_intent'] == null) return nothing;
  const intentId = textIn(object, 'payment_intent');
  if (OF_SESSIONS.has(event.type)) {
    if (object['client_reference_id'] == null || object['payment_status'] !== 'paid') return nothing;
    const payment = { id: intentId, ...moneyOf(object, 'amount_total') };
    const reference = textIn(object, 'client_reference_id');
    return { ...event, reference, facts: [{ kind: 'CAPTURED', payment }] };
  }

  const { receipt, payment, facts } = await readIntent(intentId);
  if (receipt === undefined || facts.length === 0) return nothing;
  return { ...event, reference: receipt, facts: [...facts, ...disputesIn(object, payment)] };
}

function disputesIn(object: Fields, payment: Payment): readonly PaymentFact[] {
  if (object['object'] !== 'dispute') return [];
  const state = DISPUTE_STATES.get(textIn(object, 'status'));
  return state ? [{ kind: 'DISPUTED', payment, disputeId: textIn(object, 'id'), state }] : [];
}
