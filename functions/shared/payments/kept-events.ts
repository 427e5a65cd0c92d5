import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import {
  EVENTS,
  eventRecord,
  EVENTS_AND_OWNER,
  orderPartition,
  OWNER,
  type OrderOwnerRow,
} from '../../../model/payment-keys.ts';
import type { PaymentFact, PaymentOrderRow, PaymentProviderName } from '../../../model/payment-order.ts';
import { readRange, type AccountsTable } from './accounts.ts';
import type { PaymentEvent } from './provider.ts';
import { transact } from './transaction.ts';

/** An event of an order that nobody knows yet. It is in the order's partition, until the order is known or for 30 days. */
export interface KeptEventRow {
  readonly userId: string;
  readonly record: string;
  readonly eventId: string;
  readonly type: string;
  readonly facts: readonly PaymentFact[];
  readonly keptAt: string;
  /** When DynamoDB deletes it, in epoch seconds. */
  readonly forgetAt: number;
}

/** As long as providers send an event again, and longer. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Keeps an event, unless its order is known by now: then it is to be applied, as nobody would look for it here.
 *
 * @returns whether it is kept; false as well when somebody else wrote at this moment
 */
export async function keepEvent(
  accounts: AccountsTable,
  provider: PaymentProviderName,
  { id, type, reference, facts }: PaymentEvent & { readonly reference: string },
  now: number,
): Promise<boolean> {
  const TableName = accounts.name;
  const userId = orderPartition(provider, reference);
  const row: KeptEventRow = {
    ...{ userId, record: eventRecord(provider, id), eventId: id, type, facts },
    keptAt: new Date(now).toISOString(),
    forgetAt: Math.ceil(now / 1_000) + KEPT_SECONDS,
  };
  const { written } = await transact(accounts, [
    {
      ConditionCheck: {
        ...{ TableName, Key: { userId, record: OWNER } },
        ConditionExpression: 'attribute_not_exists(userId)',
      },
    },
    { Put: { TableName, Item: row } },
  ]);
  return written;
}

/** Who made the order that a provider's events call so, if anybody knows it, and what is kept of its events: in one read. */
export async function readOrderPartition(
  accounts: AccountsTable,
  provider: PaymentProviderName,
  reference: string,
): Promise<{ readonly owner?: OrderOwnerRow; readonly kept: readonly KeptEventRow[] }> {
  const partition = orderPartition(provider, reference);
  const rows = await readRange<OrderOwnerRow | KeptEventRow>(accounts, partition, EVENTS_AND_OWNER);
  const owner = rows.find((row): row is OrderOwnerRow => row.record === OWNER);
  return { ...(owner && { owner }), kept: rows.filter((row): row is KeptEventRow => row.record !== OWNER) };
}

/** The events of an order that were kept before it was known. */
export const keptEvents = (accounts: AccountsTable, { provider, reference }: PaymentOrderRow) =>
  readRange<KeptEventRow>(accounts, orderPartition(provider, reference), EVENTS);

/** What was applied need not be kept. */
export async function forgetKept({ client, name }: AccountsTable, row: KeptEventRow): Promise<void> {
  const { userId, record } = row;
  await client.send(new DeleteCommand({ TableName: name, Key: { userId, record } }));
}
