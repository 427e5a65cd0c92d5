import Stripe from 'stripe';
import type { StripeKeys } from '../keys.ts';
import { ProviderError } from '../provider.ts';
import { believing, fieldsOf, type Fields } from '../shape.ts';

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

/**
 * Stripe's answer, still to be looked at. Of what Stripe says about a failure only its names for it are told: the rest may
 * quote what was sent, down to the key. The SDK takes every answer for a good one that does not say it is an error.
 */
export async function askStripe(what: string, ask: () => Promise<Stripe.Response<object>>): Promise<Fields> {
  const failed = (reason: string) => new ProviderError(`Stripe could not be asked to ${what} (${reason}).`);
  const answer = await ask().catch((error: unknown) => {
    throw failed(reasonOf(error));
  });
  if (answer.lastResponse.statusCode !== 200) throw failed(String(answer.lastResponse.statusCode));
  return believing('Stripe', () => fieldsOf(answer, 'answer'));
}

function reasonOf(error: unknown): string {
  // The SDK stumbles over some answers, such as `null`.
  if (!(error instanceof Stripe.errors.StripeError)) return 'no answer';
  const { statusCode, type, code, requestId } = error;
  return [statusCode, type, code, requestId].filter((part) => part !== undefined).join(' ');
}
