import type { MembershipRow } from './membership.ts';
import { counts, type PaymentOrderRow } from './payment-order.ts';

const DAY_MS = 86_400_000;

/** A membership before it is a row. */
export type MembershipState = Pick<MembershipRow, 'planId' | 'startedAt' | 'endsAt' | 'revokedAt'>;

/**
 * What all orders of a person add up to; undefined when none was ever paid. Each order that counts gives its days from
 * when it was granted, or from the end of those before it. One that was refunded is as if it had never been: what was
 * bought after it moves up.
 */
export function membershipOf(orders: readonly PaymentOrderRow[]): MembershipState | undefined {
  const granted = orders
    .filter(isGranted)
    .toSorted((a, b) => compare(a.grantedAt, b.grantedAt) || compare(a.id, b.id));
  const state = inRow(granted.filter(counts));

  const revoked = granted.filter((order) => !counts(order));
  const last = revoked.toSorted((a, b) => compare(a.revokedAt ?? '', b.revokedAt ?? '')).at(-1);
  const revokedAt = last?.revokedAt;
  if (!last || !revokedAt) return state;
  // With what counted until then.
  const lasted = inRow(granted.filter((order) => counts(order) || order.revokedAt === revokedAt));
  const endsAt = lasted && lasted.endsAt < revokedAt ? lasted.endsAt : revokedAt;
  // Who goes on being a member by another order has lost nothing but days; whoever was none any more, nothing at all.
  if (state && (state.endsAt > revokedAt || endsAt < revokedAt)) return state;
  return { planId: last.planId, startedAt: last.grantedAt, endsAt, revokedAt };
}

type GrantedOrder = PaymentOrderRow & Required<Pick<PaymentOrderRow, 'grantedAt'>>;

const isGranted = (order: PaymentOrderRow): order is GrantedOrder => order.grantedAt !== undefined;

/** One after the other, as they were granted. */
function inRow(orders: readonly GrantedOrder[]): MembershipState | undefined {
  let state: MembershipState | undefined;
  for (const order of orders) state = continued(state, order);
  return state;
}

function continued(before: MembershipState | undefined, order: GrantedOrder): MembershipState {
  const goesOn = before !== undefined && order.grantedAt <= before.endsAt;
  const from = goesOn ? before.endsAt : order.grantedAt;
  return {
    planId: order.planId,
    startedAt: goesOn ? before.startedAt : order.grantedAt,
    endsAt: new Date(Date.parse(from) + order.durationDays * DAY_MS).toISOString(),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
