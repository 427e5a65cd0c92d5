import type { CreatePaymentOrderMutation } from '../generated/operations.ts';

export type Order = CreatePaymentOrderMutation['createPaymentOrder'];

/** What a provider's checkout comes to. */
export type CheckoutAnswer =
  /** As `confirmPayment` takes it. */
  | { readonly kind: 'paid'; readonly paymentId: string; readonly signature: string }
  /** Somebody closed it. `failure` says why their last attempt to pay failed, if it did. */
  | { readonly kind: 'closed'; readonly failure?: string };

/** What of Razorpay's script is used, by its own names. */
export type RazorpayScript = new (options: {
  readonly key: string;
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly description: string;
  readonly handler: (answer: { razorpay_payment_id: string; razorpay_signature: string }) => void;
  readonly modal: { readonly ondismiss: () => void };
}) => {
  on(event: 'payment.failed', listener: (answer: { error: { description?: string } }) => void): void;
  open(): void;
};

/** What payers read above the price. */
export interface Heading {
  readonly name: string;
  readonly description: string;
}

/**
 * Opens Razorpay's checkout over the page, and answers once it is paid or closed. An attempt that fails does not end it: its
 * window offers another one.
 */
export const openRazorpay = (
  Razorpay: RazorpayScript,
  order: Order,
  heading: Heading,
): Promise<CheckoutAnswer> =>
  new Promise((resolve) => {
    let failure: string | undefined;
    const checkout = new Razorpay({
      key: order.providerKeyId,
      order_id: order.id,
      amount: order.amountMinor,
      currency: order.currency,
      ...heading,
      handler: (answer) =>
        resolve({
          kind: 'paid',
          paymentId: answer.razorpay_payment_id,
          signature: answer.razorpay_signature,
        }),
      modal: { ondismiss: () => resolve({ kind: 'closed', ...(failure !== undefined && { failure }) }) },
    });
    checkout.on('payment.failed', ({ error }) => (failure = error.description ?? 'It was declined.'));
    checkout.open();
  });
