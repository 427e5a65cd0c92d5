/** Who takes money. */
export const PAYMENT_PROVIDERS = ['razorpay', 'stripe'] as const;
export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

export type PaymentStatus = 'CREATED' | 'PAID' | 'DISPUTED' | 'REFUNDED';

/** How a dispute stands: it is open until it is won or lost, and then stays so. */
export type DisputeState = 'OPEN' | 'LOST' | 'WON';

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
  /** How much of it has gone back, and with which refund all of it had. */
  readonly refundedMinor?: number;
  readonly refundId?: string;
  readonly disputes?: Readonly<Record<string, DisputeState>>;
  /** Since when it does not count, if it does not. */
  readonly revokedAt?: string;
  /** Rises with every change: whoever writes has read the one before. */
  readonly version: number;
  /** The index `byCheck` holds orders that may have been paid without our having heard of it; see `reconcile-payments`. */
  readonly open?: string;
  /** When the provider is asked next, in epoch milliseconds, and how often it was. */
  readonly checkAt?: number;
  readonly checks?: number;
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
  const known = { ...order, paymentId: fact.payment.id, grantedAt: order.grantedAt ?? now };
  const told = toldOf(known, fact);
  const status = statusOf(told);
  const { revokedAt: _, ...rest } = told;
  const next: PaymentOrderRow = {
    ...rest,
    status,
    ...(status !== 'PAID' && { revokedAt: order.revokedAt ?? now }),
  };
  return isSame(order, next) ? order : next;
}

function toldOf(order: PaymentOrderRow, fact: PaymentFact): PaymentOrderRow {
  switch (fact.kind) {
    case 'CAPTURED':
      return order;
    case 'REFUNDED': {
      const refundedMinor = Math.max(order.refundedMinor ?? 0, fact.refundedMinor);
      const refundId = order.refundId ?? (refundedMinor >= order.amountMinor ? fact.refundId : undefined);
      return { ...order, refundedMinor, ...(refundId !== undefined && { refundId }) };
    }
    case 'DISPUTED': {
      const before = order.disputes?.[fact.disputeId] ?? 'OPEN';
      const state = before === 'OPEN' ? fact.state : before;
      return { ...order, disputes: { ...order.disputes, [fact.disputeId]: state } };
    }
  }
}

function statusOf({ paymentId, refundId, disputes = {} }: PaymentOrderRow): PaymentStatus {
  const states = Object.values(disputes);
  if (refundId !== undefined || states.includes('LOST')) return 'REFUNDED';
  if (states.includes('OPEN')) return 'DISPUTED';
  return paymentId === undefined ? 'CREATED' : 'PAID';
}

const isSame = (a: PaymentOrderRow, b: PaymentOrderRow) =>
  a.status === b.status &&
  a.paymentId === b.paymentId &&
  a.refundedMinor === b.refundedMinor &&
  a.refundId === b.refundId &&
  JSON.stringify(sorted(a.disputes)) === JSON.stringify(sorted(b.disputes));

const sorted = (disputes: PaymentOrderRow['disputes'] = {}) => Object.entries(disputes).toSorted();
