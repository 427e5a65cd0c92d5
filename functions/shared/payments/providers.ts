import type { PaymentProviderName } from '../../../model/payment-order.ts';
import type { CachedSecret } from '../cached-secret.ts';
import type { PaymentProvider } from './provider.ts';
import { razorpayProvider } from './razorpay/provider.ts';
import { stripeProvider } from './stripe/provider.ts';

export interface ProviderAddresses {
  /** Without a final slash, as the others. */
  readonly razorpayApi: string;
  /** The script of Razorpay's checkout. */
  readonly razorpayCheckout: string;
  readonly stripeApi: string;
  /** The page that Stripe's checkout leads back to. */
  readonly returnUrl: string;
}

export interface ProviderSettings {
  /** JSON with a part for each provider; see `keys.ts`. */
  readonly secret: CachedSecret;
  readonly addresses: ProviderAddresses;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Whoever takes money, by name. A provider whose keys are missing refuses all that it is asked. */
export function createProviders(settings: ProviderSettings): (name: PaymentProviderName) => PaymentProvider {
  const providers: Record<PaymentProviderName, PaymentProvider> = {
    razorpay: razorpayProvider(settings),
    stripe: stripeProvider(settings),
  };
  return (name) => providers[name];
}
