/** What Stripe's API answers with. Amounts in the currency's smallest unit, instants in seconds since the epoch. */

export type Metadata = Readonly<Record<string, string>>;

interface Thing<Name extends string> {
  readonly id: string;
  readonly object: Name;
  readonly created: number;
  readonly currency: string;
  readonly metadata: Metadata;
}

/** Nothing here is a live thing. */
type Test<Name extends string> = Thing<Name> & { readonly livemode: false };

export interface Session extends Test<'checkout.session'> {
  readonly adaptive_pricing: { readonly enabled: boolean };
  readonly amount_subtotal: number;
  readonly amount_total: number;
  readonly cancel_url: string | null;
  readonly client_reference_id: string | null;
  readonly customer: null;
  readonly customer_details: { readonly email: string | null } | null;
  readonly customer_email: string | null;
  readonly expires_at: number;
  readonly mode: 'payment';
  /** None before the person tries to pay. */
  readonly payment_intent: string | null;
  readonly payment_method_types: readonly ['card'];
  readonly payment_status: 'paid' | 'unpaid';
  readonly status: 'open' | 'complete' | 'expired';
  readonly success_url: string;
  readonly total_details: Readonly<Record<'amount_discount' | 'amount_shipping' | 'amount_tax', 0>>;
  /** The page to pay at; none once that is over. */
  readonly url: string | null;
}

export interface LineItem {
  readonly id: string;
  readonly object: 'item';
  readonly amount_subtotal: number;
  readonly amount_total: number;
  readonly currency: string;
  readonly description: string;
  readonly quantity: number;
}

/** Why a card was not charged. */
export interface CardError {
  readonly charge: string;
  readonly code: string;
  readonly decline_code: string;
  readonly message: string;
  readonly type: 'card_error';
}

export interface Intent extends Test<'payment_intent'> {
  readonly amount: number;
  readonly amount_capturable: 0;
  readonly amount_received: number;
  readonly capture_method: 'automatic';
  readonly client_secret: string;
  readonly customer: null;
  readonly last_payment_error: CardError | null;
  readonly latest_charge: string | null;
  readonly payment_method_types: readonly ['card'];
  readonly status: 'requires_payment_method' | 'succeeded';
}

export interface Charge extends Test<'charge'> {
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly captured: boolean;
  readonly customer: null;
  readonly disputed: boolean;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method_details: {
    readonly type: 'card';
    readonly card: { readonly brand: 'visa'; readonly last4: string };
  };
  /** Whether nothing is left to refund. */
  readonly refunded: boolean;
  readonly status: 'succeeded' | 'failed';
}

export interface Refund extends Thing<'refund'> {
  readonly amount: number;
  readonly charge: string;
  readonly payment_intent: string;
  readonly reason: string | null;
  readonly receipt_number: null;
  readonly status: 'succeeded';
}

export interface Dispute extends Test<'dispute'> {
  readonly amount: number;
  readonly charge: string;
  readonly evidence_details: { readonly due_by: number; readonly submission_count: number };
  readonly is_charge_refundable: false;
  readonly payment_intent: string;
  readonly reason: 'product_not_received';
  readonly status: 'needs_response' | 'under_review' | 'won' | 'lost';
}

/** A page of them, the newest first. */
export interface List<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly url: string;
}

export const listOf = <T>(data: readonly T[], url: string, has_more = false): List<T> => ({
  object: 'list',
  data,
  has_more,
  url,
});
