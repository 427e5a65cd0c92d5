/** Who takes money. */
export const PAYMENT_PROVIDERS = ['razorpay', 'stripe'] as const;
export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

export type PaymentStatus = 'CREATED' | 'PAID' | 'DISPUTED' | 'REFUNDED';

/** What a provider may tell of a dispute: it is open until it is won or lost. */
export type DisputeState = 'OPEN' | 'WON' | 'LOST';

/** The same with what is left of both words when a dispute was won and lost: the money is gone. */
export type KnownDispute = DisputeState | 'REVERSED';

/**
 * The row `ORDER#<id>` of the table `Accounts`: what was to be bought at which price, and what the provider has told of it.
 * All that it tells only adds up, so the row is the same in whatever order and however often it was told.
 */
export interface PaymentOrderRow {
  readonly userId: string;
  readonly record: string;
  /** The provider's own. */
  readonly id: string;
  readonly provider: PaymentProviderName;
  /** What the provider's events name the order by: its id, or a reference of ours. */
  readonly reference: string;
  readonly planId: string;
  readonly durationDays: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly createdAt: string;
  /** Follows from the rest; see `statusOf`. */
  readonly status: PaymentStatus;
  /** The payment that was taken, and when that was granted. */
  readonly paymentId?: string;
  readonly grantedAt?: string;
  /** How much of it has gone back. */
  readonly refundedMinor?: number;
  readonly disputes?: Readonly<Record<string, KnownDispute>>;
  /** Since when it does not count, if it does not. */
  readonly revokedAt?: string;
  /** Rises with every change: whoever writes has read the one before. */
  readonly version: number;
  /** The index `byCheck` holds orders that may have been paid without our having heard of it; see `reconcile-payments`. */
  readonly open?: string;
  /** When the provider is asked next, in epoch milliseconds. */
  readonly checkAt?: number;
}

/** A payment as the provider knows it. */
export interface Payment {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What a provider may tell of an order. None of it is ever taken back. */
export type PaymentFact =
  | { readonly kind: 'CAPTURED'; readonly payment: Payment }
  | {
      readonly kind: 'REFUNDED';
      readonly payment: Payment;
      /** The refund that it was told with, for who looks into the event: the order is the same without. */
      readonly refundId: string;
      /** Of the payment, all in all, so far. */
      readonly refundedMinor: number;
    }
  | {
      readonly kind: 'DISPUTED';
      readonly payment: Payment;
      readonly disputeId: string;
      readonly state: DisputeState;
    };

/** Whether the money is there to stay, as far as anybody knows. */
export const counts = (order: PaymentOrderRow) => order.status === 'PAID';

export type FactRefusal = 'OTHER_AMOUNT' | 'OTHER_CURRENCY' | 'OTHER_PAYMENT';

/** Why a fact cannot be about this order; undefined when it can. */
export function refusalOf(order: PaymentOrderRow, { payment }: PaymentFact): FactRefusal | undefined {
  if (payment.currency !== order.currency) return 'OTHER_CURRENCY';
  if (payment.amountMinor !== order.amountMinor) return 'OTHER_AMOUNT';
  if (order.paymentId !== undefined && order.paymentId !== payment.id) return 'OTHER_PAYMENT';
  return undefined;
}

/**
 * The order with a fact more. Only what was taken can go back, so a refund or a dispute tells of the payment, too. The very
 * same row when the fact is no news.
 *
 * @param now ISO 8601
 */
export function withFact(order: PaymentOrderRow, fact: PaymentFact, now: string): PaymentOrderRow {
  // Nobody need ask any more whether it was paid.
  const { open: _open, checkAt: _checkAt, revokedAt, ...rest } = withWord(order, fact);
  const paid = { ...rest, paymentId: fact.payment.id, grantedAt: order.grantedAt ?? now };
  const status = statusOf(paid);
  const next = { ...paid, status, ...(status !== 'PAID' && { revokedAt: revokedAt ?? now }) };
  return isSame(order, next) ? order : next;
}

function withWord(order: PaymentOrderRow, fact: PaymentFact): PaymentOrderRow {
  switch (fact.kind) {
    case 'CAPTURED':
      return order;
    case 'REFUNDED':
      return { ...order, refundedMinor: Math.max(order.refundedMinor ?? 0, fact.refundedMinor) };
    case 'DISPUTED': {
      const state = joined(order.disputes?.[fact.disputeId], fact.state);
      return { ...order, disputes: { ...order.disputes, [fact.disputeId]: state } };
    }
  }
}

/** Whichever was told first. */
function joined(known: KnownDispute = 'OPEN', told: DisputeState): KnownDispute {
  if (told === 'OPEN' || told === known) return known;
  return known === 'OPEN' ? told : 'REVERSED';
}

function statusOf(order: PaymentOrderRow): PaymentStatus {
  const disputes = Object.values(order.disputes ?? {});
  if (isRefunded(order) || disputes.includes('LOST') || disputes.includes('REVERSED')) return 'REFUNDED';
  return disputes.includes('OPEN') ? 'DISPUTED' : 'PAID';
}

/** Whether all of the money has gone back. A part of it leaves the membership as it is. */
export const isRefunded = ({ refundedMinor = 0, amountMinor }: PaymentOrderRow) =>
  refundedMinor >= amountMinor;

/** The rest of it follows from these. */
const isSame = (a: PaymentOrderRow, b: PaymentOrderRow) =>
  a.paymentId === b.paymentId &&
  a.refundedMinor === b.refundedMinor &&
  JSON.stringify(sorted(a.disputes)) === JSON.stringify(sorted(b.disputes));

const sorted = (disputes: PaymentOrderRow['disputes'] = {}) => Object.entries(disputes).toSorted();
