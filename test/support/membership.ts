import type { Row, Rows } from './rows.ts';

const DAY_MS = 86_400_000;
const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

/** A membership as an operator writes it: one that has a day left, unless `changes` say something else. */
export const membershipRow = (userId: string, changes: Row = {}): Row => ({
  ...{ userId, record: 'MEMBERSHIP', planId: 'monthly', version: 1 },
  ...{ startedAt: fromNow(-DAY_MS), endsAt: fromNow(DAY_MS) },
  ...changes,
});

/** What may become of a membership; each of these may watch nothing that costs something. */
export const ended = {
  lapsed: () => ({ endsAt: fromNow(-1_000) }),
  revoked: () => ({ revokedAt: fromNow(-1_000) }),
};

export const becomes = (rows: Rows, userId: string, changes: Row = {}) =>
  rows.put('Accounts', membershipRow(userId, changes));

/** An entry of somebody's ledger. */
export function ledgerRow(userId: string, index: number, changes: Row = {}): Row {
  const [occurredAt, orderId] = [fromNow(0), `order_${index}`];
  return {
    ...{ userId, record: `LEDGER#${occurredAt}#${orderId}#0`, id: `${orderId}#GRANTED`, toldBy: 'a test' },
    ...{ change: 'GRANTED', cause: 'PAYMENT', causeId: 'pay', orderId, paymentId: 'pay', planId: 'monthly' },
    ...{ durationDays: 30, amountMinor: 49_900, currency: 'INR', endsAt: fromNow(DAY_MS), occurredAt },
    ...changes,
  };
}
