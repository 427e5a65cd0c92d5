import Stripe from 'stripe';
import type { StripeKeys } from '../keys.ts';
import { ProviderError } from '../provider.ts';

export interface StripeLimits {
  readonly timeout: number;
  readonly maxNetworkRetries: number;
}

/** Three tries and the pauses between them end within a function's ten seconds; every operation is one call. */
export const FOR_CLIENTS: StripeLimits = { timeout: 2_000, maxNetworkRetries: 2 };
/** A webhook answers within a second. What was not found out by then is asked when Stripe sends the event again. */
export const FOR_WEBHOOKS: StripeLimits = { timeout: 700, maxNetworkRetries: 0 };

/** Stripe's SDK at an address, which has no path. It repeats what failed under one idempotency key and follows no redirect. */
export function stripeClient(address: string, { secretKey }: StripeKeys, limits: StripeLimits): Stripe {
  const { protocol, hostname, port } = new URL(address);
  return new Stripe(secretKey, {
    ...limits,
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    port: port || (protocol === 'http:' ? 80 : 443),
    telemetry: false,
  });
}

/** Of what Stripe says about a failure only its names for it: the rest may quote what was sent, down to the key. */
export async function askStripe<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const { statusCode, type, code, requestId } = error;
    const how = [statusCode, type, code, requestId].filter((part) => part !== undefined).join(' ');
    throw new ProviderError(`Stripe could not be asked to ${what} (${how}).`);
  }
}
