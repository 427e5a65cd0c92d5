/*
 * For tests alone: Stripe's objects, as its documentation shows them, as far as they are read.
 */

export const RECEIPT = '01KG9ZC4M0AAAAAAAAAAAAAAAB';

export const SESSION = {
  ...{ id: 'cs_test_a1', object: 'checkout.session', mode: 'payment', status: 'complete' },
  ...{ amount_subtotal: 49_900, amount_total: 49_900, currency: 'inr', payment_status: 'paid' },
  ...{ client_reference_id: RECEIPT, metadata: { receipt: RECEIPT }, payment_intent: 'pi_1' },
  url: 'https://checkout.stripe.com/c/pay/cs_test_a1',
};

export const refundsOf = (...refunds: readonly object[]) => ({
  ...{ object: 'list', has_more: false, url: '/v1/charges/ch_1/refunds', data: refunds },
});

export const CHARGE = {
  ...{ id: 'ch_1', object: 'charge', amount: 49_900, amount_captured: 49_900, amount_refunded: 0 },
  ...{ currency: 'inr', captured: true, paid: true, status: 'succeeded', payment_intent: 'pi_1' },
  ...{ metadata: { receipt: RECEIPT }, refunds: refundsOf() },
};

export const INTENT = {
  ...{ id: 'pi_1', object: 'payment_intent', amount: 49_900, amount_received: 49_900, currency: 'inr' },
  ...{ status: 'succeeded', metadata: { receipt: RECEIPT }, latest_charge: CHARGE },
};

export const REFUND = {
  ...{ id: 're_1', object: 'refund', amount: 49_900, currency: 'inr', status: 'succeeded', created: 1 },
  ...{ charge: 'ch_1', payment_intent: 'pi_1' },
};

export const DISPUTE = {
  ...{ id: 'dp_1', object: 'dispute', amount: 39_000, currency: 'inr', status: 'needs_response' },
  ...{ charge: 'ch_1', payment_intent: 'pi_1', metadata: {} },
};

export const refunded = (...refunds: readonly object[]) => ({
  ...INTENT,
  latest_charge: { ...CHARGE, refunds: refundsOf(...refunds) },
});

/** The payment as the order knows it. */
export const PAYMENT = { id: 'pi_1', amountMinor: 49_900, currency: 'INR' };
export const CAPTURED = { kind: 'CAPTURED', payment: PAYMENT };
