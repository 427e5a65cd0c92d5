import { ProviderError, type PaymentProvider } from '../provider.ts';
import type { ProviderSettings } from '../providers.ts';

const notYet = async () => {
  throw new ProviderError('Not set up.');
};

export const razorpayProvider = (_settings: ProviderSettings): PaymentProvider => ({
  ...{ name: 'razorpay', createOrder: notYet, confirm: notYet, factsOf: notYet, readEvent: notYet },
});
