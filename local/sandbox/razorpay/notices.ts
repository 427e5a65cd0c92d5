import type { Account } from '../accounts.ts';
import type { NewDelivery } from '../deliveries/delivery.ts';
import { newId } from '../ids.ts';
import type { Dispute, Order, Payment, Refund } from './entities.ts';
import { webhookSignature } from './signature.ts';

/** What a webhook can be told, and which entities come with it, in their order. */
const EVENTS = {
  'payment.authorized': ['payment'],
  'payment.captured': ['payment'],
  'payment.failed': ['payment'],
  'order.paid': ['payment', 'order'],
  'refund.created': ['refund', 'payment'],
  'refund.processed': ['refund', 'payment'],
  'payment.dispute.created': ['payment', 'dispute'],
  'payment.dispute.under_review': ['payment', 'dispute'],
  'payment.dispute.action_required': ['payment', 'dispute'],
  'payment.dispute.won': ['payment', 'dispute'],
  'payment.dispute.lost': ['payment', 'dispute'],
  'payment.dispute.closed': ['payment', 'dispute'],
} as const;

export type EventName = keyof typeof EVENTS;
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];

/** Things as they are at the moment of the event. */
export interface Snapshot {
  readonly payment: Payment;
  readonly order?: Order;
  readonly refund?: Refund;
  readonly dispute?: Dispute;
}

/** The event on its way to the account's webhook; none where the webhook is not to be told. */
export function noticeOf(
  { id: account_id, webhook }: Account,
  event: EventName,
  snapshot: Snapshot,
  created_at: number,
): readonly NewDelivery[] {
  if (!webhook?.enabled || webhook.events?.includes(event) === false) return [];
  const contains = EVENTS[event];
  const payload = Object.fromEntries(contains.map((name) => [name, { entity: snapshot[name] }]));
  const document = { entity: 'event', account_id, event, contains, payload, created_at };
  const body = JSON.stringify(document, null, webhook.indent);
  const id = newId();
  return [
    {
      ...{ id, provider: 'razorpay', event, url: webhook.url, body },
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Razorpay-Webhook/v1',
        'x-razorpay-event-id': id,
        // By the secret of now: after a change, what is sent again is signed with the one before.
        'x-razorpay-signature': webhookSignature(body, webhook.secret),
      },
    },
  ];
}
