import type { LedgerCause, LedgerChange } from './ledger-row.ts';
import { isRefunded, type KnownDispute, type PaymentOrderRow } from './payment-order.ts';

/** What an order did to its owner's membership: see `LedgerRow`. */
export interface LedgerEntry {
  readonly change: LedgerChange;
  readonly cause: LedgerCause;
  readonly causeId: string;
}

/**
 * All entries of an order, in the order in which they make sense. They follow from the order alone and only become more, so
 * however its facts came in, the ledger has the same entries in the end.
 */
export function entriesOf(order: PaymentOrderRow): readonly LedgerEntry[] {
  const { paymentId, disputes = {} } = order;
  if (paymentId === undefined) return [];
  return [
    { change: 'GRANTED', cause: 'PAYMENT', causeId: paymentId },
    ...Object.entries(disputes)
      .toSorted()
      .flatMap(([causeId, state]) =>
        CHANGES_OF_DISPUTE[state].map((change): LedgerEntry => ({ change, cause: 'DISPUTE', causeId })),
      ),
    ...(isRefunded(order) ? [{ change: 'REVOKED', cause: 'REFUND', causeId: paymentId } as const] : []),
  ];
}

const CHANGES_OF_DISPUTE: Readonly<Record<KnownDispute, readonly LedgerChange[]>> = {
  OPEN: ['REVOKED'],
  LOST: ['REVOKED'],
  WON: ['REVOKED', 'RESTORED'],
  REVERSED: ['REVOKED', 'RESTORED', 'REVOKED'],
};

/** What a change of an order adds to the ledger, each with its number among the order's entries, by which it is called. */
export function newEntries(
  before: PaymentOrderRow,
  after: PaymentOrderRow,
): readonly (LedgerEntry & { readonly index: number })[] {
  const written = entriesOf(before).map(nameOf);
  const { length } = written;
  return entriesOf(after)
    .filter((entry) => {
      const at = written.indexOf(nameOf(entry));
      if (at > -1) written.splice(at, 1);
      return at === -1;
    })
    .map((entry, position) => ({ ...entry, index: length + position }));
}

const nameOf = ({ change, cause, causeId }: LedgerEntry) => `${change}#${cause}#${causeId}`;

/** An entry's own id: there is no other of that name. */
export const ledgerId = (orderId: string, index: number) => `${orderId}#${index}`;
