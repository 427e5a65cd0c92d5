import type { LedgerRow } from '../../../model/ledger-row.ts';
import { ledgerId, newEntries } from '../../../model/ledger.ts';
import { membershipOf } from '../../../model/membership-periods.ts';
import { MEMBERSHIP, type MembershipRow } from '../../../model/membership.ts';
import { ledgerRecord } from '../../../model/payment-keys.ts';
import {
  refusalOf,
  withFact,
  type FactRefusal,
  type PaymentFact,
  type PaymentOrderRow,
} from '../../../model/payment-order.ts';
import type { MembershipAndOrders } from './accounts.ts';

/** What came of facts: the rows as they are with them. */
export interface Applied {
  readonly order: PaymentOrderRow;
  /** Missing while none of the person's orders was ever paid. */
  readonly membership?: MembershipRow;
  /** What is new in the ledger. */
  readonly entries: readonly LedgerRow[];
  /** Whether any of it was news. */
  readonly news: boolean;
  /** Why one of the facts cannot be about this order. The others count. */
  readonly refusal?: FactRefusal;
}

/**
 * What facts change of a person's rows.
 *
 * @param toldBy whose word it is, for the ledger
 * @param now ISO 8601
 */
export function changeOf(
  { membership, orders }: MembershipAndOrders,
  before: PaymentOrderRow,
  facts: readonly PaymentFact[],
  toldBy: string,
  now: string,
): Applied {
  let after = before;
  let refusal: FactRefusal | undefined;
  for (const fact of facts) {
    const refused = refusalOf(after, fact);
    if (refused) refusal ??= refused;
    else after = withFact(after, fact, now);
  }
  const told = refusal && { refusal };
  if (after === before)
    return { order: before, ...(membership && { membership }), entries: [], news: false, ...told };

  const order = { ...after, version: before.version + 1 };
  const state = membershipOf([...orders.filter(({ id }) => id !== order.id), order]);
  if (!state) throw new Error(`The order ${order.id} is paid, and no membership follows from it.`);
  const next: MembershipRow = {
    userId: order.userId,
    record: MEMBERSHIP,
    ...state,
    // Also when nothing else of it changes: who computes it from the orders as they were is to notice.
    version: (membership?.version ?? 0) + 1,
  };
  return {
    order,
    membership: next,
    entries: ledgerRows(before, order, next, toldBy, now),
    news: true,
    ...told,
  };
}

function ledgerRows(
  before: PaymentOrderRow,
  order: PaymentOrderRow,
  membership: MembershipRow,
  toldBy: string,
  now: string,
): readonly LedgerRow[] {
  const { userId, id: orderId, paymentId, planId, durationDays, amountMinor, currency } = order;
  if (paymentId === undefined) return [];
  return newEntries(before, order).map(({ index, ...entry }) => ({
    userId,
    record: ledgerRecord(now, orderId, index),
    id: ledgerId(orderId, index),
    ...entry,
    ...{ orderId, paymentId, planId, durationDays, amountMinor, currency },
    ...(membership.revokedAt === undefined && { endsAt: membership.endsAt }),
    occurredAt: now,
    toldBy,
  }));
}
