import type { PaymentProviderName } from '../../../model/payment-order.ts';
import type { ProviderSettings } from './provider-settings.ts';
import type { PaymentProvider } from './provider.ts';
import { razorpayProvider } from './razorpay/provider.ts';
import { stripeProvider } from './stripe/provider.ts';

/** Whoever takes money, by name. A provider whose keys are missing refuses all that it is asked. */
export function createProviders(settings: ProviderSettings): (name: PaymentProviderName) => PaymentProvider {
  const providers: Record<PaymentProviderName, PaymentProvider> = {
    razorpay: razorpayProvider(settings),
    stripe: stripeProvider(settings),
  };
  return (name) => providers[name];
}
