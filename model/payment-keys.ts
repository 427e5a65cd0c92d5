import { shardOf } from './keys.ts';
import { MEMBERSHIP } from './membership.ts';
import type { PaymentProviderName } from './payment-order.ts';

/*
 * Keys of the table `Accounts`: `userId` is a person, or an order that is looked for; `record` says what the row is.
 */

const ORDER = 'ORDER#';

export const orderRecord = (orderId: string) => `${ORDER}${orderId}`;

export const orderIdOf = (record: string) => record.slice(ORDER.length);

/** From the first of a person's orders to the last. */
export const ORDERS = [ORDER, `${ORDER}\uffff`] as const;

/** From the membership to the last order: one query reads all that a membership follows from, itself first. */
export const MEMBERSHIP_AND_ORDERS = [MEMBERSHIP, ORDERS[1]] as const;

/** How many orders a person began on a day (`2026-01-31`): see `order-quota.ts`. */
export const ordersOfDay = (day: string) => `BEGUN#${day}`;

export const LEDGER = 'LEDGER#';

/** Entries are listed by time; of one instant in the order in which they were made. */
export const ledgerRecord = (occurredAt: string, orderId: string, index: number) =>
  `${LEDGER}${occurredAt}#${orderId}#${index}`;

const EVENT = 'EVENT#';

/** An event of a provider: that it was taken is written with its effect. */
export const eventRecord = (provider: PaymentProviderName, eventId: string) =>
  `${EVENT}${provider}#${eventId}`;

/** From the first event of a partition to the last. */
export const EVENTS = [EVENT, `${EVENT}\uffff`] as const;

/**
 * The partition by which an order is found from what the provider's events call it. It holds the row `OWNER`, which says
 * whose the order is, and, as long as nobody knows it, its events.
 */
export const orderPartition = (provider: PaymentProviderName, reference: string) =>
  `${ORDER}${provider}#${reference}`;

export const OWNER = 'OWNER';

/** All of such a partition. */
export const EVENTS_AND_OWNER = [EVENT, OWNER] as const;

/** The row `OWNER` of an order's partition. */
export interface OrderOwnerRow {
  readonly userId: string;
  readonly record: typeof OWNER;
  readonly ownerId: string;
  readonly orderId: string;
}

/** The partitions of the index `byCheck`: one alone would have to take the writes of all orders. */
export const CHECK_SHARDS = ['0', '1', '2', '3'] as const;

/** Which of them an order is in: its id ends in a letter or digit that the provider drew. */
export const checkShard = (orderId: string) => shardOf(CHECK_SHARDS, orderId);
