import type { Order } from './razorpay.ts';

/** For tests alone: an order of Razorpay's that waits for its payment. */
export const ORDER: Order = {
  ...{ id: 'order_1', planId: 'monthly', amountMinor: 49_900, currency: 'INR', provider: 'razorpay' },
  ...{ providerKeyId: 'rzp_1', checkoutScriptUrl: 'https://checkout.example/v1.js' },
  ...{ checkoutUrl: null, status: 'CREATED' },
};
