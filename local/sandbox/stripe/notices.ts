import type { Account } from '../accounts.ts';
import type { NewDelivery } from '../deliveries/delivery.ts';
import { newId } from '../ids.ts';

/** What a webhook can be told. */
export const EVENT_NAMES = [
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.created',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'charge.succeeded',
  'charge.failed',
  'charge.refunded',
  'refund.created',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];

/** The account's own, in which events are told. */
export const API_VERSION = '2026-10-28.endive';
/** As Stripe prints them. */
const INDENT = 2;

/**
 * The event on its way to the account's webhook; none where the webhook is not to be told. It is signed when it is sent.
 *
 * @param object as it is at the moment of the event
 */
export function noticeOf(
  { webhook }: Account,
  type: EventName,
  object: object,
  created: number,
): readonly NewDelivery[] {
  if (!webhook?.enabled || webhook.events?.includes(type) === false) return [];
  const event = {
    ...{ id: newId('evt_', 24), object: 'event', api_version: API_VERSION, created, data: { object } },
    ...{ livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type },
  };
  return [
    {
      ...{ id: event.id, provider: 'stripe', event: type, url: webhook.url },
      body: JSON.stringify(event, null, webhook.indent ?? INDENT),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
    },
  ];
}
