/** What Razorpay's API answers with. Amounts in the currency's smallest unit, instants in seconds since the epoch. */

/** PHP's empty array stands for no notes. */
export type Notes = Readonly<Record<string, string>> | readonly [];

export interface Order {
  readonly id: string;
  readonly entity: 'order';
  readonly amount: number;
  readonly amount_paid: number;
  readonly amount_due: number;
  readonly currency: string;
  readonly receipt: string | null;
  readonly offer_id: null;
  readonly status: 'created' | 'attempted' | 'paid';
  readonly attempts: number;
  readonly notes: Notes;
  readonly created_at: number;
}

/** Why a payment failed. */
export interface Failure {
  readonly error_code: string;
  readonly error_description: string;
  readonly error_source: string;
  readonly error_step: string;
  readonly error_reason: string;
}

type NoFailure = { readonly [K in keyof Failure]: null };

export type Payment = (Failure | NoFailure) & {
  readonly id: string;
  readonly entity: 'payment';
  readonly amount: number;
  readonly currency: string;
  readonly base_amount: number;
  readonly status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
  readonly order_id: string;
  readonly invoice_id: null;
  readonly international: boolean;
  readonly method: 'upi';
  readonly amount_refunded: number;
  readonly amount_transferred: number;
  readonly refund_status: 'partial' | 'full' | null;
  readonly captured: boolean;
  readonly description: string | null;
  readonly card_id: null;
  readonly bank: null;
  readonly wallet: null;
  readonly vpa: string;
  readonly email: string;
  readonly contact: string;
  readonly notes: Notes;
  readonly fee: number | null;
  readonly tax: number | null;
  readonly acquirer_data: { readonly rrn: string | null };
  readonly created_at: number;
};

export interface Refund {
  readonly id: string;
  readonly entity: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_id: string;
  readonly notes: Notes;
  readonly receipt: string | null;
  readonly acquirer_data: { readonly arn: string | null };
  readonly created_at: number;
  readonly batch_id: null;
  readonly status: 'processed';
  readonly speed_processed: 'normal';
  readonly speed_requested: 'normal' | 'optimum';
}

export type DisputeStatus = 'open' | 'under_review' | 'won' | 'lost' | 'closed';

export interface Dispute {
  readonly id: string;
  readonly entity: 'dispute';
  readonly payment_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly amount_deducted: number;
  readonly reason_code: string;
  readonly reason_description: string;
  readonly respond_by: number;
  readonly status: DisputeStatus;
  readonly phase: 'chargeback';
  readonly comments: null;
  readonly created_at: number;
}

/** A page of them, the newest first. */
export interface Collection<T> {
  readonly entity: 'collection';
  readonly count: number;
  readonly items: readonly T[];
}

export const collection = <T>(items: readonly T[]): Collection<T> => ({
  entity: 'collection',
  count: items.length,
  items,
});
