import type { CachedSecret } from '../cached-secret.ts';

/** Where providers are reached, and where they lead back to. */
export interface ProviderAddresses {
  /** Without a final slash, as the others. */
  readonly razorpayApi: string;
  /** The script of Razorpay's checkout. */
  readonly razorpayCheckout: string;
  readonly stripeApi: string;
  /** The page that Stripe's checkout leads back to. */
  readonly returnUrl: string;
}

/** What a provider is made with. */
export interface ProviderSettings {
  /** JSON with a part for each provider; see `keys.ts`. */
  readonly secret: CachedSecret;
  readonly addresses: ProviderAddresses;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
