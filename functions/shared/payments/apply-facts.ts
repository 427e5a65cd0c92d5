import type { MembershipRow } from '../../../model/membership.ts';
import { eventRecord } from '../../../model/payment-keys.ts';
import type { PaymentFact, PaymentOrderRow, PaymentProviderName } from '../../../model/payment-order.ts';
import { readMembershipAndOrders, type AccountsTable, type OrderOwner } from './accounts.ts';
import { changeOf, type Applied } from './change.ts';
import type { PaymentEvent } from './provider.ts';
import { inTurns, transact, type TransactItem } from './transaction.ts';

/** Whose word it is. */
export interface FactSource {
  /** An event's id, `CONFIRMATION` or `RECONCILIATION`. */
  readonly toldBy: string;
  /** That it was taken is written with its effect. */
  readonly event?: Pick<PaymentEvent, 'id' | 'type'> & { readonly provider: PaymentProviderName };
}

/**
 * Adds facts to an order, and to its owner's membership and ledger what follows from them: all of it in one transaction, or
 * nothing. It may be repeated, and run at once with any other of the same person: each of them changes the membership's
 * version, and who has read an older one reads again. Nothing is written where there is no news.
 *
 * @param now epoch milliseconds
 */
export async function applyFacts(
  accounts: AccountsTable,
  { ownerId, orderId }: OrderOwner,
  facts: readonly PaymentFact[],
  source: FactSource,
  now: number,
): Promise<Applied> {
  const occurredAt = new Date(now).toISOString();
  let left = facts;
  return inTurns(async () => {
    const rows = await readMembershipAndOrders(accounts, ownerId);
    const before = rows.orders.find(({ id }) => id === orderId);
    if (!before) throw new Error(`There is no order ${orderId} of its owner.`);
    const applied = changeOf(rows, before, left, source.toldBy, occurredAt);
    const event = putEvent(accounts, source, left, applied, occurredAt);
    const items = [...event, ...putChange(accounts, applied, before, rows.membership)];
    if (items.length === 0) return applied;

    const outcome = await transact(accounts, items);
    if (outcome.written) return applied;
    // The event was taken before: all that is left is to read what came of it.
    if (event.length > 0 && outcome.refused[0]) left = [];
    return undefined;
  });
}

/** First of all, so that the first condition that does not hold tells of a duplicate. */
function putEvent(
  { name }: AccountsTable,
  { event }: FactSource,
  facts: readonly PaymentFact[],
  { order, news, refusal }: Applied,
  takenAt: string,
): readonly TransactItem[] {
  if (!event || !(news || refusal)) return [];
  const { provider, id, type } = event;
  const record = eventRecord(provider, id);
  const { userId, id: orderId } = order;
  const Item = { userId, record, eventId: id, type, facts, orderId, takenAt, ...(refusal && { refusal }) };
  return [{ Put: { TableName: name, Item, ...NOT_THERE } }];
}

function putChange(
  { name: TableName }: AccountsTable,
  { order, membership, entries, news }: Applied,
  orderBefore: PaymentOrderRow,
  membershipBefore: MembershipRow | undefined,
): readonly TransactItem[] {
  if (!news) return [];
  return [
    { Put: { TableName, Item: order, ...unchanged(orderBefore) } },
    ...entries.map((Item) => ({ Put: { TableName, Item, ...NOT_THERE } })),
    { Put: { TableName, Item: membership, ...unchanged(membershipBefore) } },
  ];
}

const NOT_THERE = { ConditionExpression: 'attribute_not_exists(userId)' };

/** As it was read: whoever changes a row gives it another version. */
const unchanged = (row: PaymentOrderRow | MembershipRow | undefined) =>
  row
    ? { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': row.version } }
    : NOT_THERE;
