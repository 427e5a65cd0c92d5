import type { LedgerCause, LedgerChange } from './ledger-row.ts';
import type { PaymentOrderRow } from './payment-order.ts';

/** What an order did to its owner's membership. */
export interface LedgerEntry {
  readonly change: LedgerChange;
  readonly cause: LedgerCause;
  readonly causeId: string;
}

/**
 * All entries of an order, in the order in which they make sense. They follow from the order alone, so however its facts
 * came in, the ledger has the same entries in the end; what a change of it adds is what is new here.
 */
export function entriesOf({ paymentId, refundId, disputes = {} }: PaymentOrderRow): readonly LedgerEntry[] {
  if (paymentId === undefined) return [];
  return [
    { change: 'GRANTED', cause: 'PAYMENT', causeId: paymentId },
    ...Object.entries(disputes)
      .toSorted()
      .flatMap(([causeId, state]): LedgerEntry[] => [
        { change: 'REVOKED', cause: 'DISPUTE', causeId },
        ...(state === 'WON' ? [{ change: 'RESTORED', cause: 'DISPUTE', causeId } as const] : []),
      ]),
    ...(refundId === undefined ? [] : [{ change: 'REVOKED', cause: 'REFUND', causeId: refundId } as const]),
  ];
}

/** What a change of an order adds to the ledger. */
export function newEntries(before: PaymentOrderRow, after: PaymentOrderRow): readonly LedgerEntry[] {
  const written = new Set(entriesOf(before).map(nameOf));
  return entriesOf(after).filter((entry) => !written.has(nameOf(entry)));
}

const nameOf = ({ change, cause, causeId }: LedgerEntry) => `${change}#${cause}#${causeId}`;

/** An entry's own id: there is no other of that name. */
export const ledgerId = (orderId: string, entry: LedgerEntry) => `${orderId}#${nameOf(entry)}`;
