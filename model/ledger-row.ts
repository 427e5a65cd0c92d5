export const LEDGER_CHANGES = ['GRANTED', 'REVOKED', 'RESTORED'] as const;
export type LedgerChange = (typeof LEDGER_CHANGES)[number];

export const LEDGER_CAUSES = ['PAYMENT', 'REFUND', 'DISPUTE'] as const;
export type LedgerCause = (typeof LEDGER_CAUSES)[number];

/** A row `LEDGER#…` of the table `Accounts`: a change of a membership. It is written once and never changed. */
export interface LedgerRow {
  readonly userId: string;
  /** By time: see `ledgerRecord`. */
  readonly record: string;
  readonly id: string;
  readonly change: LedgerChange;
  readonly cause: LedgerCause;
  /** The payment or the dispute. */
  readonly causeId: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly planId: string;
  readonly durationDays: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** When the membership ends afterwards; missing when none is left. */
  readonly endsAt?: string;
  readonly occurredAt: string;
  /** Whose word it was: an event's id, `CONFIRMATION` or `RECONCILIATION`. */
  readonly toldBy: string;
}

/** An entry as the API shows it. */
export const ledgerView = (row: LedgerRow) => ({
  id: row.id,
  change: row.change,
  cause: row.cause,
  orderId: row.orderId,
  paymentId: row.paymentId,
  planId: row.planId,
  durationDays: row.durationDays,
  amountMinor: row.amountMinor,
  currency: row.currency,
  expiresAt: row.endsAt ?? null,
  occurredAt: row.occurredAt,
});
