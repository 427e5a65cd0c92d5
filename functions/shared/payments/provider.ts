import type { PaymentFact, PaymentOrderRow, PaymentProviderName } from '../../../model/payment-order.ts';
import type { Plan } from '../../../model/plans.ts';

/** An order as the provider has just made it. */
export interface CreatedOrder {
  /** The provider's own. */
  readonly id: string;
  /** What the provider's events will call it. */
  readonly reference: string;
}

/** What a client opens a provider's checkout with. */
export interface Checkout {
  readonly providerKeyId: string;
  readonly checkoutScriptUrl?: string;
  readonly checkoutUrl?: string;
}

/** What a client has from the provider's checkout. */
export interface Confirmation {
  readonly paymentId: string;
  readonly signature: string;
}

/** An event of a provider, proven to be its own. */
export interface PaymentEvent {
  /** The same whenever it is sent again. */
  readonly id: string;
  readonly type: string;
  /** What the order is called; missing when it is about none. */
  readonly reference?: string;
  /** Empty for an event that says nothing about money. */
  readonly facts: readonly PaymentFact[];
}

/** A request to the webhook as it came in. Header names in small letters. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/**
 * All that Playhead asks of who takes the money. What a provider cannot answer for now is thrown as a `ProviderError`; no
 * message of one holds a secret.
 */
export interface PaymentProvider {
  readonly name: PaymentProviderName;
  /** @param receipt our own name for the order, the same when the call is made again */
  createOrder(plan: Plan, receipt: string): Promise<CreatedOrder & Checkout>;
  /**
   * What a client's confirmation proves, together with what the provider says of the payment now. Empty while the money has
   * not been taken.
   *
   * @throws RequestError `PaymentRejected` for what the provider did not sign for this order
   */
  confirm(order: PaymentOrderRow, confirmation: Confirmation): Promise<readonly PaymentFact[]>;
  /** All that the provider knows of an order now. */
  factsOf(order: PaymentOrderRow): Promise<readonly PaymentFact[]>;
  /** @throws WebhookRefused unless it is the provider's own, unaltered */
  readEvent(request: WebhookRequest): Promise<PaymentEvent>;
}

/** Why a request to the webhook is not taken, as an HTTP status: the sender's fault below 500, otherwise ours. */
export class WebhookRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'WebhookRefused';
    this.status = status;
  }
}

/** The provider could not be reached, or did not do what was asked of it. Trying again later may help. */
export class ProviderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderError';
  }
}
