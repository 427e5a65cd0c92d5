import { MEMBERSHIP } from './membership.ts';
import type { PaymentProviderName } from './payment-order.ts';

/*
 * Keys of the table `Accounts`: `userId` is a person, or an order that is looked for; `record` says what the row is.
 */

const ORDER = 'ORDER#';

export const orderRecord = (orderId: string) => `${ORDER}${orderId}`;

/** From the membership to the last order: one query reads all that a membership follows from, itself first. */
export const MEMBERSHIP_AND_ORDERS = [MEMBERSHIP, `${ORDER}\uffff`] as const;

export const LEDGER = 'LEDGER#';

/** Entries are listed by time; of one instant in the order in which they were made. */
export const ledgerRecord = (occurredAt: string, orderId: string, index: number) =>
  `${LEDGER}${occurredAt}#${orderId}#${index}`;

/** An event of a provider: that it was taken is written with its effect. */
export const eventRecord = (provider: PaymentProviderName, eventId: string) => `EVENT#${provider}#${eventId}`;

/**
 * The partition by which an order is found from what the provider's events call it. It holds the row `OWNER`, which says
 * whose the order is, and, as long as nobody knows it, its events.
 */
export const orderPartition = (provider: PaymentProviderName, reference: string) =>
  `${ORDER}${provider}#${reference}`;

export const OWNER = 'OWNER';

/** The row `OWNER` of an order's partition. */
export interface OrderOwnerRow {
  readonly userId: string;
  readonly record: typeof OWNER;
  readonly ownerId: string;
  readonly orderId: string;
}

/** How many partitions the index `byCheck` has. */
export const CHECK_SHARDS = 4;
