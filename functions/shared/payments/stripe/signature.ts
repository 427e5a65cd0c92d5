import Stripe from 'stripe';

/** When it was signed, and signatures by each of the secrets that Stripe has for the endpoint now. */
export const SIGNATURE = /^t=\d{1,12}(,v[01]=[0-9a-f]{64}){1,8}$/;

/** How old a signature may be, in seconds. Zero would mean: as old as you like. */
const TOLERANCE_SECONDS = 300;

/** @param now epoch milliseconds */
export function isSigned(body: Buffer, signature: string, secret: string, now: number): boolean {
  try {
    Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    // Signed, but no JSON: whoever reads it will say so.
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
